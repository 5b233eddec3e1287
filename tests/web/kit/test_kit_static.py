"""Files that ship with the code: named by content, packed beforehand, linked to each other by those names."""

import base64
import gzip
import hashlib

import pytest

from coop.web.kit.static import Assets


@pytest.fixture
def assets(tmp_path):
    (tmp_path / "css").mkdir()
    (tmp_path / "js").mkdir()
    (tmp_path / "vendor" / "font-1").mkdir(parents=True)
    (tmp_path / "css" / "base.css").write_text("b{}")
    (tmp_path / "css" / "tokens.css").write_text(
        "@font-face{src:url(\"vendor/font-1/a.woff2\")}i{background:url(data:x)}u{background:url('vendor/none.png')}"
    )
    (tmp_path / "js" / "b.js").write_text("b")
    (tmp_path / "js" / "a.js").write_text("a")
    (tmp_path / "vendor" / "font-1" / "a.woff2").write_bytes(b"font")
    (tmp_path / "vendor" / "font-1" / "LICENSE").write_text("licence")
    (tmp_path / "vendor" / "font-1" / "a.py").write_text("secret")
    (tmp_path / ".hidden.css").write_text("x")
    (tmp_path / "big.svg").write_text("<svg>" + "x" * 2_000 + "</svg>")
    return Assets(tmp_path)


def test_style_sheets_and_scripts_are_one_file_each(assets):
    font = assets.address("vendor/font-1/a.woff2")
    assert font == f"/static/vendor/font-1/a.{hashlib.sha256(b'font').hexdigest()[:12]}.woff2"
    sheet = assets.answer(assets.address("app.css")).body.decode()
    assert sheet == f"@font-face{{src:url(\"{font}\")}}i{{background:url(data:x)}}u{{background:url('vendor/none.png')}}\nb{{}}"
    assert assets.answer("/static/app.js").body == b"a\nb"


def test_a_name_with_its_hash_is_kept_for_ever_and_the_plain_one_asked_about(assets):
    kept, plain = assets.answer(assets.address("big.svg")), assets.answer("/static/big.svg")
    assert dict(kept.reply({})[1])[b"cache-control"] == b"public, max-age=31536000, immutable"
    assert dict(plain.reply({})[1])[b"cache-control"] == b"public, max-age=0, must-revalidate"
    status, headers, body = kept.reply({b"accept-encoding": b"gzip"})
    assert (status, gzip.decompress(body), dict(headers)[b"content-type"]) == (200, b"<svg>" + b"x" * 2_000 + b"</svg>", b"image/svg+xml")


@pytest.mark.parametrize(
    "path",
    [
        "/static/vendor/font-1/LICENSE",
        "/static/vendor/font-1/a.py",
        "/static/.hidden.css",
        "/static/css/base.css",
        "/static/../big.svg",
        "/static/big.000000000000.svg",
    ],
)
def test_nothing_else_is_served(assets, path):
    assert assets.answer(path) is None


def test_a_slip_in_a_name_shows_at_once(assets):
    with pytest.raises(KeyError):
        assets.address("aap.css")
    assert "app.css" in assets
    assert "aap.css" not in assets


def test_integrity_is_that_of_the_bytes(assets):
    assert assets.integrity("app.js") == "sha384-" + base64.b64encode(hashlib.sha384(b"a\nb").digest()).decode()


async def test_a_static_file_over_http(client, app):
    address = app.site.assets.address("app.css")
    first = await client.get(address)
    assert first.headers["content-type"] == "text/css; charset=utf-8"
    assert first.headers["content-encoding"] == "gzip"
    assert (await client.get(address, headers={"if-none-match": first.headers["etag"]})).status_code == 304
    assert (await client.post(address)).status_code in {403, 404, 405}


async def test_every_font_of_the_style_sheet_is_there(client, app):
    sheet = (await client.get("/static/app.css")).text
    fonts = [part.partition('"')[0] for part in sheet.split('url("')[1:]]
    assert fonts
    assert {(await client.get(each)).status_code for each in fonts} == {200}
