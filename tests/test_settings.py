"""Tests of `router.settings`."""

from contextlib import chdir
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from router.core.audit import AuditPlan
from router.core.errors import ConfigurationError
from router.core.kept_text import TextKeeping
from router.settings import SETTINGS, Settings


def test_without_anything_said_defaults_hold_and_the_repository_has_the_files() -> None:
    settings = Settings.load({})

    assert (settings.host, settings.port, settings.is_open) == ("127.0.0.1", 8080, True)
    assert settings.database == Path(".tierwise/tierwise.db")
    assert settings.classifier is None
    assert (settings.max_body_bytes, settings.upstream_timeout_s) == (20_000_000, 600)
    for file in (settings.policy, settings.catalog, settings.simulated_catalog):
        assert file.is_file()


@pytest.mark.parametrize(
    ("variable", "text", "flag", "flag_value"),
    [
        ("TIERWISE_HOST", "::1", "host", "0.0.0.0"),  # noqa: S104 - nothing is bound
        ("TIERWISE_PORT", "81", "port", 82),
        ("TIERWISE_POLICY", "theirs.yaml", "policy", Path("mine.yaml")),
        ("TIERWISE_CATALOG", "theirs.yaml", "catalog", Path("mine.yaml")),
        ("TIERWISE_DATABASE", "theirs.db", "database", Path("mine.db")),
        ("TIERWISE_CLASSIFIER", "theirs", "classifier", Path("mine")),
        ("TIERWISE_MODELS", "theirs", "models", Path("mine")),
    ],
)
def test_a_flag_wins_over_the_environment_and_that_over_the_default(
    variable: str, text: str, flag: str, flag_value: object
) -> None:
    default = getattr(Settings.load({}), flag)
    from_environment = getattr(Settings.load({variable: text}), flag)
    from_flag = getattr(Settings.load({variable: text}, **{flag: flag_value}), flag)

    assert str(from_environment) == text != str(default)
    assert from_flag == flag_value


def test_models_lie_beside_the_database_where_nothing_else_is_said() -> None:
    assert Settings.load({}).models == Path(".tierwise/models")
    assert Settings.load({}, database=Path("books/ours.db")).models == Path("books/models")


def test_a_flag_that_was_not_given_changes_nothing() -> None:
    assert Settings.load({"TIERWISE_PORT": "81"}, port=None).port == 81


def test_port_zero_is_a_value_and_not_the_absence_of_one() -> None:
    assert Settings.load({"TIERWISE_PORT": "81"}, port=0).port == 0


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("TIERWISE_MAX_BODY_MB", "0.5", "max_body_bytes", 500_000),
        ("TIERWISE_UPSTREAM_TIMEOUT_S", "2.5", "upstream_timeout_s", 2.5),
        ("TIERWISE_SIMULATED_SPEED", "0", "simulated_speed", 0),
        ("TIERWISE_CLASSIFIER", "", "classifier", None),
    ],
)
def test_values_are_read_in_their_unit(variable: str, text: str, name: str, value: object) -> None:
    assert getattr(Settings.load({variable: text}), name) == value


@pytest.mark.parametrize(
    ("host", "is_open"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - nothing is bound
        ("", False),
        ("192.168.1.5", False),
        ("localhost.example.com", False),
    ],
)
def test_only_a_loopback_address_is_open_by_itself(host: str, is_open: bool) -> None:
    settings = Settings.load({"TIERWISE_HOST": host})

    assert settings.is_open is is_open
    assert settings.is_loopback is is_open


@pytest.mark.parametrize(("auth", "is_open"), [("open", True), ("required", False)])
@pytest.mark.parametrize("host", ["127.0.0.1", "192.168.1.5"])
def test_who_says_whether_keys_are_needed_is_heeded_on_any_address(
    host: str, auth: str, is_open: bool
) -> None:
    assert Settings.load({"TIERWISE_HOST": host, "TIERWISE_AUTH": auth}).is_open is is_open


@pytest.mark.parametrize(
    ("variable", "default"),
    [
        ("TIERWISE_PORT", "8080"),
        ("TIERWISE_MAX_BODY_MB", "20"),
        ("TIERWISE_UPSTREAM_TIMEOUT_S", "600"),
        ("TIERWISE_SIMULATED_SPEED", "1"),
    ],
)
@pytest.mark.parametrize("text", ["", "x", "-1", "nan", "inf", "1,5", "0x10", "²"])
def test_what_is_no_number_is_refused_with_one_that_is(
    variable: str, default: str, text: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings.load({variable: text})

    assert caught.value.message == (
        f"{variable}={text!r} is no number. Write one, such as {default}."
    )


@pytest.mark.parametrize("text", ["", "Open", "yes", "none"])
def test_access_is_open_or_required_and_nothing_else(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings.load({"TIERWISE_AUTH": text})

    assert caught.value.message == f"TIERWISE_AUTH={text!r} is not known. Write open or required."


def test_a_misspelt_variable_is_refused_with_all_that_are_known() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings.load({"TIERWISE_PROT": "81", "PROT": "82"})

    assert caught.value.message.startswith("Unknown setting TIERWISE_PROT. Known settings: ")
    assert all(name in caught.value.message for name in SETTINGS)


GO_TOGETHER = {
    "TIERWISE_OIDC_ISSUER": {"TIERWISE_OIDC_AUDIENCE": "tierwise"},
    "TIERWISE_OIDC_AUDIENCE": {"TIERWISE_OIDC_ISSUER": "https://issuer.example"},
    "TIERWISE_REDIS": {"TIERWISE_DATABASE": "postgresql://tierwise@localhost/tierwise"},
    "TIERWISE_WEBHOOK_URL": {"TIERWISE_WEBHOOK_SECRET": "secret"},
    "TIERWISE_SMTP_URL": {"TIERWISE_MAIL_FROM": "tierwise@example.com"},
}
"""What must be set beside a variable."""


@pytest.mark.parametrize("name", SETTINGS)
def test_every_documented_variable_is_known(name: str) -> None:
    fitting = {
        "TIERWISE_AUTH": "open",
        "TIERWISE_STORE_TEXT": "all",
        "TIERWISE_TRUSTED_PROXIES": "::1",
        "TIERWISE_BUDGET_STATUS": "402",
        "TIERWISE_PUBLIC_URL": "https://tierwise.example.com",
        "TIERWISE_WEBHOOK_URL": "https://hooks.example.com",
        "TIERWISE_SLACK_URL": "https://hooks.example.com",
        "TIERWISE_SMTP_URL": "smtp://mail.example.com",
    }.get(name, "1")

    together = {name: fitting, **GO_TOGETHER.get(name, {})}

    assert Settings.load(together).environment[name] == fitting


def test_no_secret_is_shown() -> None:
    environment = {"OPENAI_API_KEY": "sk-planted", "TIERWISE_KEY": "tw-planted"}

    settings = Settings.load(environment)

    assert settings.environment == environment
    assert "planted" not in f"{settings!r} {settings}"


def test_the_environment_of_the_caller_is_left_as_it_was() -> None:
    environment = {"TIERWISE_PORT": "81"}

    Settings.load(environment, port=82)

    assert environment == {"TIERWISE_PORT": "81"}


def test_a_policy_in_the_working_folder_comes_before_the_one_that_is_shipped(
    tmp_path: Path,
) -> None:
    own = tmp_path / "policies" / "default.yaml"
    own.parent.mkdir()
    own.touch()
    shipped = Settings.load({}).catalog

    with chdir(tmp_path):
        settings = Settings.load({})

    assert settings.policy == Path("policies/default.yaml")
    assert settings.catalog == shipped.absolute()


@pytest.mark.parametrize(
    ("text", "share"), [("off", 0.0), ("all", 1.0), ("sample:0.05", 0.05), ("sample:1", 1.0)]
)
def test_texts_are_kept_as_far_as_is_said(text: str, share: float) -> None:
    assert Settings.load({"TIERWISE_STORE_TEXT": text}).texts == TextKeeping(share=share)


@pytest.mark.parametrize("text", ["", "on", "sample", "sample:", "sample:2", "sample:nan", "0.05"])
def test_what_does_not_say_how_many_texts_are_kept_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"Write off, all, or sample: with a share"):
        Settings.load({"TIERWISE_STORE_TEXT": text})


def test_texts_and_audits_are_off_and_texts_stay_a_month_unless_told() -> None:
    settings = Settings.load({})

    assert not settings.texts.is_on
    assert settings.audit.share == 0
    assert settings.texts.retention == timedelta(days=30)
    assert Settings.load({"TIERWISE_TEXT_DAYS": "1.5"}).texts.retention == timedelta(hours=36)
    with pytest.raises(ConfigurationError, match="more than a hundred years"):
        Settings.load({"TIERWISE_TEXT_DAYS": "1e9"})


def test_audits_go_by_their_four_settings() -> None:
    given = {
        "TIERWISE_AUDIT_SHARE": "0.02",
        "TIERWISE_AUDIT_BUDGET_USD": "0.000000001",
        "TIERWISE_AUDIT_WITH": "large",
        "TIERWISE_AUDIT_JUDGE": "judge",
    }

    assert Settings.load(given).audit == AuditPlan(
        share=0.02, daily_usd=Decimal("0.000000001"), stronger="large", judge="judge"
    )


@pytest.mark.parametrize("text", ["", "2", "-0.1", "nan", "all"])
def test_a_share_lies_between_nought_and_one(text: str) -> None:
    with pytest.raises(ConfigurationError, match="is no share"):
        Settings.load({"TIERWISE_AUDIT_SHARE": text})


@pytest.mark.parametrize("text", ["", "-1", "NaN", "Infinity", "1e10", "one"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="is no amount"):
        Settings.load({"TIERWISE_AUDIT_BUDGET_USD": text})


def test_proxies_are_trusted_by_network_or_address_and_none_by_default() -> None:
    given = {"TIERWISE_TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.7 2001:db8::/32"}

    trusted = Settings.load(given).trusted_proxies

    assert [str(one) for one in trusted] == ["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32"]
    assert Settings.load({}).trusted_proxies == ()


@pytest.mark.parametrize("text", ["proxy.example", "10.0.0.1/8", "10.0.0.0/8,*"])
def test_what_is_no_network_is_no_proxy(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"TIERWISE_TRUSTED_PROXIES: .* is no network"):
        Settings.load({"TIERWISE_TRUSTED_PROXIES": text})


def test_the_database_may_be_an_address_of_postgresql() -> None:
    url = "postgresql://tierwise:planted@db/tierwise"
    settings = Settings.load({"TIERWISE_DATABASE": url, "TIERWISE_REDIS": "redis://:planted@r/0"})
    assert (settings.postgres_url, settings.redis_url) == (url, "redis://:planted@r/0")
    assert settings.database == Path(".tierwise/tierwise.db")
    assert "planted" not in repr(settings)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"TIERWISE_DATABASE": "mysql://db"}, "begins with postgresql://"),
        ({"TIERWISE_REDIS": "redis://r/0"}, "TIERWISE_REDIS needs PostgreSQL"),
        ({"TIERWISE_BUDGET_STATUS": "500"}, "Write 402, 422 or 429"),
        ({"TIERWISE_LEASE_S": "long"}, "is no number"),
    ],
)
def test_what_stores_and_limits_cannot_be_is_refused(given: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        Settings.load(given)


def test_times_and_places_of_holds_are_taken_over() -> None:
    settings = Settings.load(
        {
            "TIERWISE_LEASE_S": "2",
            "TIERWISE_PATIENCE_S": "0",
            "TIERWISE_SPOOL": "queue",
            "TIERWISE_PEPPER_FILE": "pepper",
        }
    )
    assert (settings.lease_s, settings.patience_s) == (2, 0)
    assert (settings.spool, settings.pepper_file) == (Path("queue"), Path("pepper"))
