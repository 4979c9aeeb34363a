"""Tests of `router.adapters.classifying.language`."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from router.adapters.classifying.language import LANGUAGES, PatternLanguages

LANGUAGE = PatternLanguages()
Messages = list[dict[str, object]]

SENTENCES = {
    "en": ["Summarise this contract in three sentences.", "Why does the build fail on Windows?"],
    "de": ["Fasse diesen Vertrag in drei Sätzen zusammen.", "Schreib eine Antwort an den Kunden"],
    "fr": ["Résume ce contrat en trois phrases.", "Corrige les fautes dans ce texte"],
    "es": ["Resume este contrato en tres frases.", "¿Por qué falla la compilación en Windows?"],
    "it": [
        "Riassumi questo contratto per l'ufficio legale.",
        "Perché la compilazione non riesce su Windows?",
    ],
    "pt": ["Resuma este contrato em três frases.", "Por que a compilação está falhando?"],
    "pl": ["Streść tę umowę w trzech zdaniach.", "Napisz uprzejmą odpowiedź do klienta"],
    "ru": ["Кратко изложи этот договор.", "Почему сборка падает на сервере?"],
    "uk": ["Стисло виклади цей договір.", "Чому збірка падає на сервері?"],
    "tr": ["Sözleşmeyi hukuk ekibi için kısaca özetle.", "Müşteriye kibar bir yanıt yaz"],  # noqa: RUF001
    "zh": ["请用三句话总结这份合同。", "为什么构建失败了?"],
    "ja": ["この契約書を三文で要約してください。", "なぜビルドが失敗するのですか"],
    "ko": ["이 계약서를 세 문장으로 요약해 주세요.", "빌드가 왜 실패하나요"],
    "ar": ["لخص هذا العقد في ثلاث جمل.", "لماذا يفشل البناء على الخادم؟"],
    "hi": ["इस अनुबंध को तीन वाक्यों में लिखें।", "ग्राहक को विनम्र उत्तर लिखो"],
}


def user(text: object) -> Messages:
    return [{"role": "user", "content": text}]


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, texts in SENTENCES.items() for text in texts]
)
def test_a_sentence_shows_its_language(language: str, text: str) -> None:
    assert LANGUAGE.of(user(text)) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "ok",
        "hello",
        "12345 67890",
        "😀😀😀",
        "https://example.com/a/b?c=d",
        "SELECT id, name FROM users WHERE id = 3;",
        "def f(x):\n    return x + 1\nfor i in range(10): print(f(i))",
        '{"a": [1, 2, 3], "b": null}',
        "\ud83d",
        "\x00\x01",
    ],
)
def test_where_there_is_too_little_language_it_says_nothing(text: str) -> None:
    assert LANGUAGE.of(user(text)) is None


def test_the_turn_that_asks_counts_and_not_what_was_said_before() -> None:
    messages: Messages = [
        {"role": "system", "content": "You are a helpful assistant that always answers politely."},
        *user("Explain to me in plain words how tides come about."),
        {"role": "assistant", "content": "The moon pulls the water of the seas."},
        *user([{"type": "text", "text": "Und jetzt bitte noch einmal auf Deutsch."}]),
    ]

    assert LANGUAGE.of(messages) == "de"


def test_the_beginning_of_a_long_text_decides() -> None:
    german = "Fasse diesen Vertrag bitte in drei Sätzen für die Abteilung zusammen. " * 20

    assert LANGUAGE.of(user(german + "the quick brown fox jumps over the lazy dog " * 900)) == "de"


@pytest.mark.parametrize("messages", [[], [{"role": "user"}], [{"content": 5}], user([{"x": 1}])])
def test_no_shape_of_message_stops_it(messages: Messages) -> None:
    assert LANGUAGE.of(messages) is None


def test_it_says_two_letters() -> None:
    assert {len(code) for code in LANGUAGES} == {2}
    assert set(SENTENCES) <= LANGUAGES


def test_requests_that_come_while_it_loads_wait_for_one_loading() -> None:
    language = PatternLanguages()

    with ThreadPoolExecutor(4) as threads:
        said = list(threads.map(language.of, [user("Fasse diesen Vertrag zusammen")] * 4))
    language.prepare()

    assert said == ["de"] * 4
