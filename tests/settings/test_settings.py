import pytest

from coop.settings import SettingsError, from_environment, make_secret


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "deep" / "secret"
    make_secret(path)
    return path


def read(secret, **env):
    return from_environment({"COOP_SECRET_FILE": str(secret), **env})


def test_the_defaults_are_an_embedded_database_on_this_machine(secret):
    found = read(secret)
    assert found.database_url == "sqlite:///var/coop.sqlite"
    assert found.base_url == "http://127.0.0.1:8000"
    assert found.locales == ("en", "zh-Hans", "th", "ar")
    assert found.default_zone == "Asia/Shanghai"
    assert found.allowed_hosts == {"127.0.0.1", "localhost"}
    assert (found.is_https, found.development, found.log_format) == (False, False, "json")


def test_a_secret_is_made_once_for_its_owner_alone(secret):
    before = secret.read_bytes()
    make_secret(secret)
    assert secret.read_bytes() == before
    assert len(before) == 64
    assert secret.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("COOP_DATABASE_URL", "mysql://x", "COOP_DATABASE_URL must look like sqlite:///"),
        ("COOP_BASE_URL", "coop.example.org", "COOP_BASE_URL must be the site's own address"),
        ("COOP_BASE_URL", "https://coop.example.org/path", "COOP_BASE_URL must be the site's own address"),
        ("COOP_LOCALES", "en,tlh", "COOP_LOCALES must list some of en, zh-Hans, th, ar"),
        ("COOP_DEFAULT_ZONE", "Mars/Olympus", "COOP_DEFAULT_ZONE must be an IANA zone"),
        ("COOP_TRUSTED_PROXIES", "many", "COOP_TRUSTED_PROXIES must be a whole number"),
        ("COOP_DEVELOPMENT", "perhaps", "COOP_DEVELOPMENT must be yes or no"),
        ("COOP_WORKER", "perhaps", "COOP_WORKER must be yes or no"),
        ("COOP_SMTP_URL", "mail.example.org", "COOP_SMTP_URL must look like smtp://user:password@mail.example.org:587"),
        ("COOP_SMTP_URL", "smtp://mail.example.org:port", "COOP_SMTP_URL must look like smtp://"),
        ("COOP_SMTP_URL", "smtp://mail.example.org", "COOP_MAIL_FROM must be the address that mails come from"),
        ("COOP_LOG_FORMAT", "xml", "COOP_LOG_FORMAT must be json or text"),
        ("COOP_SECRET_FILE", "", "COOP_SECRET_FILE must name a file"),
        ("COOP_SECRET_FILE", "/nowhere/at/all", "cannot be read"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_a_sentence(secret, name, value, says):
    with pytest.raises(SettingsError, match=says):
        read(secret, **{name: value})


def test_a_short_secret_is_refused(tmp_path):
    path = tmp_path / "short"
    path.write_text("123")
    with pytest.raises(SettingsError, match="holds 3 bytes; at least 32 are needed"):
        read(path)
