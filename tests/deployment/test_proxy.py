"""deploy/nginx.conf.template: the promises of the proxy, read from its text.

`nginx -t` and a real nginx before a real site were tried by hand; nginx is no part of the tests' machine.
"""

import re

from .shape import environment_of, every, gunicorn, nginx, services, text

SERVERS = every("server", nginx())


def _server(*listen: str) -> list:
    (found,) = [block for _, block in SERVERS if ["listen", *listen] in [words for words, _ in block]]
    return found


def _values(name: str, within: list) -> list[list[str]]:
    return [words[1:] for words, _ in every(name, within)]


SITE = _server("443", "ssl")


def test_plain_http_leads_to_the_sites_own_address():
    assert ["301", "https://${SITE_HOST}$request_uri"] in _values("return", _server("80", "default_server"))


def test_other_names_get_no_answer():
    other = _server("443", "ssl", "default_server")
    assert _values("ssl_reject_handshake", other) == [["on"]]
    assert _values("return", other) == [["444"]]
    assert _values("server_name", SITE) == [["${SITE_HOST}"]]


def test_10_what_the_client_claims_about_itself_is_overwritten():
    inherited = {tuple(words[1:]) for words, _ in SITE if words[0] == "proxy_set_header"}
    assert inherited == {
        ("Host", "${SITE_HOST}"),
        ("X-Forwarded-For", "$remote_addr"),  # one address, for the one proxy that TRUSTED_PROXIES counts
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", '""'),
        ("X-Forwarded-Port", '""'),
        ("X-Real-IP", '""'),
        ("Forwarded", '""'),
    }
    assert environment_of("web")["TRUSTED_PROXIES"] == "1"
    # nginx drops all inherited ones where a block sets one of its own.
    assert len(every("proxy_set_header", nginx())) == len(inherited)


def test_every_way_to_the_site_is_the_one_web_service():
    ways = {tuple(value) for value in _values("proxy_pass", nginx())}
    assert ways == {("http://$web",)}
    ((name, address),) = _values("set", SITE)
    service, _, port = address.partition(":")
    assert name == "$web"
    assert service in services()
    assert f"0.0.0.0:{port}" in gunicorn()


def test_the_log_names_neither_person_nor_path():
    (form,) = _values("log_format", nginx())
    variables = set(re.findall(r"\$(\w+)", " ".join(form[1:])))
    assert variables == {
        "time_iso8601", "request_method", "status", "request_time", "bytes_sent", "sent_http_x_request_id",
    }  # fmt: skip
    assert [words[1] for words, _ in every("access_log", nginx()) if words[1] != "off"] == ["/dev/stdout"]
    assert _values("error_log", nginx()) == [["/dev/stderr", "alert"]]


def test_slow_readers_wait_in_the_proxy():
    for name in ("proxy_buffering", "proxy_request_buffering"):
        assert _values(name, nginx()) == [["on"]]
    patience = int(_values("proxy_read_timeout", nginx())[0][0].removesuffix("s"))
    assert patience > int(gunicorn()[gunicorn().index("--timeout") + 1])


def test_what_the_site_takes_passes_the_proxy_and_both_name_one_limit(settings):
    ((largest,),) = _values("client_max_body_size", nginx())
    assert int(largest.removesuffix("m")) * 1024 * 1024 > settings.LARGEST_REQUEST
    assert f"Files can be up to {settings.LARGEST_FILE // 1024 // 1024} MB." in text("deploy/nginx.conf.template")


def test_modern_tls_only():
    assert _values("ssl_protocols", SITE) == [["TLSv1.2", "TLSv1.3"]]
    files = {_values(name, SITE)[0][0] for name in ("ssl_certificate", "ssl_certificate_key")}
    assert files == {f"/run/secrets/{secret}" for secret in services()["proxy"]["secrets"]}


def test_the_image_fills_in_what_is_ours():
    assert set(re.findall(r"\$\{(\w+)\}", text("deploy/nginx.conf.template"))) == {"SITE_HOST"}
    assert environment_of("proxy")["NGINX_ENVSUBST_FILTER"] == "^SITE_HOST$"


def test_the_file_is_read_where_the_image_puts_it():
    source, target, _ = services()["proxy"]["volumes"][0].split(":")
    assert source == "./deploy/nginx.conf.template"
    put = target.replace("/templates/", "/conf.d/").removesuffix(".template")
    assert services()["proxy"]["command"][-2:] == ["-c", put]
