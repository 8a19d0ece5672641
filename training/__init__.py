"""The recipe of the bundled translation models: data, training, export and evaluation.

Run it with ``python -m training`` or ``make -C training model``; ``training/README.md`` tells what
each step does and why. Only the steps from ``network`` on need PyTorch (the extra ``[training]``).
"""
