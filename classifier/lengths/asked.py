"""Does a prompt say how long its answer is to be, or in what form?

Read by look-ups of whole words, so that a prompt costs microseconds. What is missed costs accuracy
and nothing else: the rest of a prompt still tells much.
"""

# ruff: noqa: RUF001 - lengths are asked for in every alphabet.

import re
from collections.abc import Mapping
from math import log1p
from typing import Final

from classifier.prompt import Prompt

__all__ = ["ASKED_NAMES", "asked_row"]

# Where a length is asked for: at either end of the turn that asks, or of the system message.
HEAD_CHARS: Final = 300
TAIL_CHARS: Final = 200

_UNITS: Final[Mapping[str, tuple[float, str]]] = {
    "characters": (
        0.3,
        "character characters chars zeichen caractères caracteres caratteri tekens znaków символов "
        "знаков karakter tecken tegn znaků",
    ),
    "tokens": (1.0, "token tokens"),
    "words": (
        1.4,
        "word words wort worte wörter wörtern mot mots palabra palabras parola parole palavra "
        "palavras woord woorden słowo słowa słów slov slova слово слова слов словами слів kelime "
        "kelimeyle ord kata từ cuvinte sanaa λέξεις كلمة كلمات शब्द शब्दों 단어",
    ),
    "sentences": (
        25.0,
        "sentence sentences satz sätze sätzen phrase phrases frase frases frasi zin zinnen zdanie "
        "zdania zdaniu zdań zdaniach věta větě věty větách предложение предложении предложения "
        "предложений предложениях речення реченнях cümle cümleyle cümlede mening meningar "
        "sætning sætninger kalimat câu propoziție propoziții lause lausetta πρόταση προτάσεις "
        "جملة جمل वाक्य वाक्यों 문장",
    ),
    "lines": (
        15.0,
        "line lines liner zeile zeilen ligne lignes línea líneas riga righe linha linhas regel "
        "regels linijka linijki строка строки строк строку satır rad rader 줄 줄로",
    ),
    "points": (
        30.0,
        "bullet bullets point points punkt punkte punkten stichpunkt stichpunkte stichpunkten "
        "puntos points punti pontos puntos punten punkty punktach пункт пункта пунктов пункти "
        "madde steps schritte schritten étapes pasos passi passos stappen kroki шагов шага adım "
        "ideas ideen idées idee ideeën pomysłów идей fikir names namen noms nombres nomi nomes "
        "examples beispiele exemples ejemplos esempi exemplos tips tipps options variants",
    ),
    "paragraphs": (
        110.0,
        "paragraph paragraphs absatz absätze absätzen paragraphe paragraphes párrafo párrafos "
        "paragrafo paragrafi parágrafo parágrafos alinea alineas akapit akapity абзац абзаца "
        "абзацев paragraf stycke stycken",
    ),
    "pages": (
        600.0,
        "page pages seite seiten página páginas pagina pagine pages страниц стр sayfa",
    ),
}
_FORMS: Final[Mapping[str, str]] = {
    "short": (
        "short shortly brief briefly concise concisely quick tldr tl;dr kurz kurze kurzen knapp "
        "bref brève brièvement court courte corto corta breve brevemente kort korte krótko "
        "krótki коротко кратко короткий стисло kısa kısaca stručně krátce singkat ngắn scurt"
    ),
    "long": (
        "detailed detail thorough thoroughly comprehensive complete full depth in-depth long "
        "exhaustive ausführlich ausführliche detailliert vollständig vollständige détaillé "
        "détaillée complet complète detallado detallada completo completa dettagliato "
        "gedetailleerd volledig szczegółowo подробно полный детально ayrıntılı detaylı"
    ),
    "only": (
        "only just nur bloß seulement uniquement juste solo sólo solamente solamente apenas só "
        "soltanto alleen enkel tylko только лишь тільки sadece yalnızca bara kun jen hanya chỉ "
        "doar vain"
    ),
    "one": (
        "one single ein eine einem einen einzigen un une uno una um uma één een jeden jednym "
        "jedno один одно одном одним bir ett"
    ),
    "choice": (
        "yes no true false ja nein oui non sí si sim não nee tak nie да нет evet hayır yes/no "
        "label category spam urgent-or-not ja/nein oui/non да/нет"
    ),
    "list": "list lists bullets bullet liste listing lista lijst список перелік listele",
    "table": "table tabelle tableau tabla tabella tabela tabel таблица таблицу таблиця tablo csv",
    "json": "json yaml xml schema",
    "code": (
        "function script program class code funktion skript fonction función funzione função "
        "functie funkcja функция функцию regex query sql bash python"
    ),
    "text": (
        "essay article blog story report post speech aufsatz artikel bericht geschichte rede "
        "article rapport histoire discours artículo informe historia discurso relazione storia "
        "relatório verslag verhaal raport opowiadanie статья статью рассказ доклад отчёт отчет "
        "makale hikaye rapor"
    ),
    "mail": (
        "mail email e-mail letter reply message brief antwort nachricht lettre courriel réponse "
        "correo carta respuesta lettera risposta resposta письмо ответ mektup"
    ),
    "why": (
        "why explain how erkläre erklär warum wieso pourquoi explique comment porqué explica cómo "
        "perché spiega porquê waarom leg почему объясни зачем neden açıkla dlaczego wyjaśnij"
    ),
    "plan": "plan planning roadmap strategy strategie stratégie plan estrategia план plano piano",
}
# Writing without spaces, or with endings: looked for anywhere in the text.
_ANYWHERE: Final[Mapping[str, tuple[str, ...]]] = {
    "short": (
        "简短",
        "簡単に",
        "简洁",
        "简单",
        "手短",
        "간단",
        "짧게",
        "باختصار",
        "संक्षेप",
        "संक्षिप्त",
    ),
    "long": ("详细", "詳しく", "詳細", "完整", "자세히", "بالتفصيل", "विस्तार"),
    "only": ("只", "仅", "だけ", "のみ", "만 ", "فقط", "केवल", "सिर्फ"),
    "one": ("一句", "一个", "一言", "ひとこと", "1文", "한 ", "واحد", "एक "),
    "choice": ("是还是", "是或否", "はい", "いいえ", "예/", "نعم", "हाँ", "हां"),
    "list": ("列出", "清单", "一覧", "リスト", "箇条", "목록", "قائمة", "सूची"),
    "table": ("表格", "表に", "표로", "جدول", "तालिका"),
    "mail": ("邮件", "メール", "返信", "메일", "답장", "رسالة", "बरीद", "ईमेल", "पत्र"),
    "text": ("文章", "作文", "报告", "レポート", "記事", "보고서", "مقال", "تقرير", "निबंध", "लेख"),
    "why": ("为什么", "解释", "なぜ", "説明", "왜", "설명", "لماذا", "اشرح", "क्यों", "समझा"),
    "plan": ("计划", "方案", "計画", "계획", "خطة", "योजना"),
}
_IDEOGRAPHS = re.compile(r"(\d{1,5})\s*(?:个)?(字|文字|句|行|段|文|条|자|문장|줄)")
_IDEOGRAPH_TOKENS: Final = {
    "字": 1.1, "文字": 1.0, "句": 25.0, "行": 15.0, "段": 110.0, "文": 30.0, "条": 30.0,
    "자": 0.8, "문장": 25.0, "줄": 15.0,
}  # fmt: skip
_NUMBERS: Final = {
    word: number
    for number, words in {
        1: "one single a an ein eine einem einen un une uno una um uma één een jeden jednym jednym "
        "jedno один одну одно одном одним одне bir ett en",
        2: "two couple zwei deux dos due dois duas twee dwa dwóch два две двух дві iki två",
        3: "three few drei trois tres tre três drie trzy trzech три трёх трех üç",
        4: "four vier quatre cuatro quattro quatro cztery четыре четырёх dört fyra",
        5: "five fünf cinq cinco cinque vijf pięć пять beş fem",
        6: "six sechs seis sei zes sześć шесть",
        8: "eight acht huit ocho otto oito osiem восемь",
        10: "ten zehn dix diez dieci dez tien dziesięć десять on tio",
        12: "dozen",
        20: "twenty zwanzig vingt veinte venti vinte twintig dwadzieścia двадцать",
    }.items()
    for word in words.split()
}
_UNIT_OF: Final = {word: name for name, (_, words) in _UNITS.items() for word in words.split()}
_FORM_OF: Final = {word: name for name, words in _FORMS.items() for word in words.split()}
# A number this far before its unit still belongs to it: "three very short bullet points".
_REACH: Final = 3
# Punctuation that clings to words; a hyphen parts "80-word".
_PUNCTUATION: Final = ".,;:!?()\"'*-/–—¿¡«»„“”"
_PARTS: Final = tuple((part, name) for name, parts in _ANYWHERE.items() for part in parts)
_UNSPACED: Final = re.compile("[\u0600-\uffff]")

ASKED_NAMES: Final = (
    "asks_for_length",
    "log_asked_tokens",
    *(f"asks_for_{name}" for name in _UNITS),
    *(f"says_{name}" for name in _FORMS),
)


def asked_row(prompt: Prompt) -> list[float]:
    """The numbers of one prompt, in the order of `ASKED_NAMES`."""
    text = _sample(prompt).lower()
    words = _bare(text).split()
    known = set(words)
    forms = {_FORM_OF[word] for word in known & _FORM_OF.keys()}
    units = {_UNIT_OF[word] for word in known & _UNIT_OF.keys()}
    asked = _asked(words) if units else 0.0
    if not text.isascii() and _UNSPACED.search(text):
        forms.update([name for part, name in _PARTS if part in text])
        asked = asked or _asked_in_ideographs(text)
    return [
        float(asked > 0),
        log1p(asked),
        *[float(name in units) for name in _UNITS],
        *[float(name in forms) for name in _FORMS],
    ]


def _sample(prompt: Prompt) -> str:
    index = prompt.last_index
    if index < 0:
        return ""
    texts = [_ends(prompt.turns[index].text)]
    texts += [_ends(turn.text) for turn in prompt.turns[:1] if turn.role == "system" and index]
    return "\n".join(texts)


def _ends(text: str) -> str:
    if len(text) <= HEAD_CHARS + TAIL_CHARS:
        return text
    return f"{text[:HEAD_CHARS]} {text[-TAIL_CHARS:]}"


def _bare(text: str) -> str:
    """The text without punctuation. For few marks, replacing is quicker than translating."""
    for mark in _PUNCTUATION:
        text = text.replace(mark, " ")
    return text


def _asked(words: list[str]) -> float:
    """The least length in tokens that a number and a unit ask for; nought where there is none."""
    found = [
        number * _UNITS[_UNIT_OF[word]][0]
        for place, word in enumerate(words)
        if word in _UNIT_OF and (number := _number_before(words, place))
    ]
    return min(found, default=0.0)


def _number_before(words: list[str], place: int) -> float:
    for word in reversed(words[max(0, place - _REACH) : place]):
        if word.isdecimal() and len(word) < 6:
            return float(word)
        if word in _NUMBERS:
            return float(_NUMBERS[word])
    return 0.0


def _asked_in_ideographs(text: str) -> float:
    found = [float(number) * _IDEOGRAPH_TOKENS[unit] for number, unit in _IDEOGRAPHS.findall(text)]
    return min(found, default=0.0)
