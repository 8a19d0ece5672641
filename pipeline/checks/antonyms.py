"""What a negated Korean word is called without a negation: 크지 않다 is "small"."""

from __future__ import annotations

import re

from pipeline.checks.cues import words

_NEGATED_VERBS = {
    "불편하": "comfortabl*",
    "나쁘|해롭": "fine healthy safe harmless",
    "늦": "in_time on_time soon promptly",
    "잊|빠뜨리|빼먹|거르": "remember* keep_in_mind be_sure regularly faithfully",
    "어렵|힘들|까다롭|복잡하": "easy easily eas* simple simply readily straightforward",
    "멀": "near* close soon",
    "크|심하|대단하": "small little slight* minor mild* modest",
    "높": "low lower modest",
    "다르|차이\\s?나": "same alike similar* equal* identical match*",
    "무리하|과하|지나치": "easy gentl* light* moderat* within subtle",
    "서두르|조급하": "patien* calm*",
    "만지|건드리|손대": "alone hands_off",
    "움직이|흔들리": "immobi* motionless",
    "젖|물이?\\s?닿": "dry",
    "흔하": "rare* uncommon few unusual",
    "많|충분하|넉넉하": "few* little low limited insufficient* scarce",
    "적": "quite considerabl* good_number several frequent* often plenty sizable common*",
    "아프|따갑": "painless* comfortabl*",
    "떨어지|빠지|풀리|벗겨지": "stay* hold* in_place resistant firmly stubborn",
    "변하|바뀌|달라지": "same constant unchang* stay*",
    "보이|드러나|눈에\\s?띄|티\\s?나|표\\s?나|비치": (
        "hidden hide* invisible conceal* discreet* inconspicuous subtl* unnotic* unseen faint blur*"
    ),
    "부족하|모자라": "enough sufficient* adequate*",
    "오래\\s?[가-힣]{1,3}|길": "short* brief* quick* soon recent* little",
    "걱정하|염려하|불안하|긴장하|겁": "reassur* rest_assured relax* calm* at_ease confident*",
    "숙이|내리": "up upright straight",
    "먹|마시|드시": "fast* abstain* empty",
    "얇": "thick*",
    "두껍": "thin*",
    "넓": "narrow*",
    "좁": "wide* broad*",
    "작": "large* big*",
    "낮": "high*",
    "약하": "strong*",
    "강하|세": "gentl* mild* weak* soft*",
    "빠르": "slow*",
    "느리|더디": "fast* quick* rapid*",
    "진하": "light* faint* pale*",
    "어리|젊": "old* adult*",
    "하": "away abstain* stop* skip* off",
    "벌리|크게\\s[가-힣]{1,4}": "limit* small narrow slightly gently",
    "(?:빈속|공복)에\\s?[가-힣]{1,3}": "with_food after_eating meal*",
    "(?:나누|함께|같이|혼자)[^.]{0,8}": "alone only own together accompan*",
    "거르|빼먹|게을리하": "keep_up every regular* diligent*",
    "짧": "lengthy considerabl*",
    "쉽": "hard* tricky complex",
    "가볍": "serious* heavy heavily",
    "편하": "uncomfortabl* awkward uneasy",
    "고르|일정하|균일하|규칙적이": "uneven* irregular* inconsisten* vary* varies unequal variable",
    "맞|어울리": "mismatch* misalign* wrong* unsuit* differ* clash*",
    "좋|원활하|잘\\s?[가-힣]{1,4}": "bad* worse unfavorabl* impair* trouble under* limited barely",
    "마르|건조하": "moist* wet damp hydrated",
    "끊|멈추|그치|가라앉|낫|사라지|없어지": "persist* ongoing lasting linger* stay* permanent*",
    "생기|나|남": "clean* without prevent* avoid* smooth*",
    "아물|자라|다\\s?낫|성숙하": "open raw fresh immature unhealed",
    "지나|되|넘|채": "within under up_to at_most short of",
    "믿|확실하|분명하": "doubt* skeptic* uncertain* unclear unsure",
    "뚜렷하|또렷하|선명하": "vague* faint* blur* dull*",
    "급하|위급하": "can_wait elective non-urgent",
    "묻|밝히": "quiet* secret* hidden",
    "자연스럽": "artificial* awkward* unnatural*",
    "안전하": "unsafe danger* risk*",
    "알려지": "unknown obscure little-known",
    "예상(?:하|치)": "unexpected* unforeseen surpris* sudden*",
    "피하": "inevitabl* unavoid* bound",
    "쉬|끊이|그치|멈추": "continu* constant* nonstop non-stop uninterrupted persist*",
    "기다리|지체하|미루": "immediate* right_away at_once promptly",
    "씻": "unwashed dirty",
    "지나|되|채|넘기?": "within under less_than recent* up_to at_most below",
    "자르|절개하|째": "non-incision* incisionless scarless",
    "드러나|튀|두드러지": "subtle blend* discreet*",
    "질|뒤지|못하": "as_good equal* match* rival*",
    "모르": "know* aware",
    "빼|빠뜨리|거르": "every regularly",
    "서두르": "take_your_time slowly",
    "말하|알리": "secret* quiet* private*",
    "참": "tell* right_away at_once let_us_know",
    "망설이|주저하": "feel_free freely readily right_away at_once",
    "굽히|구부리|숙이": "straight* upright",
    "뜨거|맵|짜|자극적이": "mild* cool* bland lukewarm low-salt low_in_salt",
    "기울|휘": "straight* level upright",
    "당기|조이": "loose* slack relaxed",
    "깨|눈을\\s?뜨": "asleep sleep* closed",
    "꺼지": "running",
    "늘": "same",
    "줄": "same",
    "막히": "clear patent",
    "익숙하": "unfamiliar strange",
    "마음에\\s?들|만족(?:하|스럽)|내키": "dislike* unhappy dissatisf* disappoint* reluctan*",
    "쓰|사용하|이용하": "unused",
    "맨\\s?[가-힣]+": "bare",
}
_NOT_A = {
    "(?:힘든|어려운|복잡한|까다로운)\\s[가-힣]{1,6}": "simple* easy easily straightforward minor",
    "(?:큰|심각한|심한)\\s[가-힣]{1,6}": "small minor mild* harmless slight*",
    "위험한\\s[가-힣]{1,6}": "safe* harmless",
    "흔한\\s[가-힣]{1,6}": "rare* uncommon unusual",
    "영구적인\\s?[가-힣]{0,6}": "temporar*",
    "정상": "abnormal*",
    "전부|다|모두": "some part partly only",
    "혼자": "together others",
}
_ABSENT = {
    "문제|이상|지장|탈": "fine safe* okay all_right normal* smooth* healthy okay intact",
    "의미|쓸모|소용|효과|효력": "meaningless pointless useless in_vain ineffective* futile little",
    "감각|느낌": "numb*",
    "힘|기운|맥": "limp tired weary listless fatigue*",
    "말|소리": "silen* quiet* mute*",
    "빈틈|틈": "tight* thorough* seamless*",
    "의식": "unconscious*",
    "자신|자신감": "unsure insecur* unconfident shy",
    "경험": "inexperienced first-time",
    "표정": "blank expressionless deadpan",
    "증상": "asymptomatic symptom-free silent*",
    "변화": "unchanged same constant",
    "무리|부담": "smooth* comfortabl* easi* easy light* readily affordable gentl*",
    "차이|구별|구분": "same equal* similar* alike identical",
    "근거": "groundless baseless unfounded unproven",
    "관련|관계|상관": "unrelated independent* regardless irrespective",
    "여유|시간": "busy tight rush*",
    "자국|흉터|흔적": "clean* smooth* trace-free scarless",
    "효과": "fail* useless",
    "기억": "forget* forgot*",
    "[가-힣]수": "unable impossible cannot fail* refus* reversib* irreversib* unavoid* incurab*",
    "필요": "unnecessar* needless optional sufficient* dispens*",
    "걱정": "carefree worry-free reassur* safe*",
    "한": "limitless* endless* infinite*",
    "쓸데|쓸모": "useless needless*",
    "얼마": "soon shortly just",
    "어쩔\\s?수|하는\\s?수": "inevitabl* helpless* reluctant*",
    "남김|빠짐": "complete* thorough* fully entire*",
    "쉴\\s?틈": "constant* nonstop busy",
    "살|볼륨|지방": "thin hollow flat gaunt lean",
    "털": "hairless bald",
    "화장|맨": "bare makeup-free",
}


def _table(entries: dict[str, str], negation: str) -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    return [
        (
            re.compile(rf"(?:{stem}){negation}"),
            re.compile(words(antonyms), re.IGNORECASE),
        )
        for stem, antonyms in entries.items()
    ]


ANTONYMS = (
    _table(_NEGATED_VERBS, r"[가-힣]{0,2}지\s?(?:는|도|를)?\s?(?:않|못|말|마)")
    + _table(_NOT_A, r"(?:[은는이가]?\s?아[니닙])")
    + _table(_ABSENT, r"(?:[가이은는도에]|[이]라고는)?\s?(?:전혀\s|거의\s|별로\s|아무\s)?없")
)
"""Pairs of patterns: a negated Korean word, and the English words that say the same plainly."""
