"""The rules of docs/decisions that a machine can hold: imports, layers of models, views, sizes, classification."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import get_resolver

from commissioning.access.privacy import Kind
from commissioning.access.roles import ROLES, Role

ROOT = Path(__file__).parents[2]
APPS = [
    "authorities",
    "people",
    "documents",
    "profiles",
    "readiness",
    "library",
    "support",
    "evaluation",
    "programme",
]  # bottom to top
SOURCES = [
    path
    for folder in ("commissioning", "readiness", "evaluation")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
]
VIEWS = [path for path in SOURCES if path.name == "views.py" or path.parent.name == "views"]


def run(*command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(Path(sys.executable).parent / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    "command",
    [
        ("lint-imports",),
        ("ruff", "check"),
        ("ruff", "format", "--check"),
        ("djlint", "templates", "--lint", "--quiet"),
        ("mypy",),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_the_tools_find_nothing(command):
    done = run(*command)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.django_db
def test_migrations_say_what_the_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_foreign_keys_run_one_way():
    """A string foreign key escapes the import linter, so the models themselves are walked."""
    height = {label: number for number, label in enumerate(APPS)}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            target = field.related_model if field.many_to_one or (field.one_to_one and field.concrete) else None
            if target is not None and {model._meta.app_label, target._meta.app_label} <= set(height):
                assert height[target._meta.app_label] <= height[model._meta.app_label], f"{model.__name__}.{field.name}"


def test_every_field_is_declared_personal_or_not():
    for label in APPS:
        config = apps.get_app_config(label)
        declared = __import__(f"{config.name}.privacy", fromlist=["FIELDS"]).FIELDS
        models = {model.__name__: model for model in config.get_models()}
        assert set(declared) == set(models)
        for name, model in models.items():
            assert set(declared[name]) == {field.name for field in model._meta.concrete_fields}, f"{label}.{name}"
            assert set(declared[name].values()) <= set(Kind)


# --- Views --------------------------------------------------------------------------------


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]


def names_in(node: ast.AST) -> set[str]:
    found = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    return found | {child.attr for child in ast.walk(node) if isinstance(child, ast.Attribute)}


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_views_never_reach_for_all_rows(path):
    for node in ast.walk(ast.parse(path.read_text())):
        assert not (isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}), node.lineno


# The first line of a view asks "may they?" in one of these ways; helpers that do are named beside them.
ASKS = {"find", "check", "check_anywhere", "requires", "signed_in", "login_not_required"}
ASKS |= {"to_see", "to_lead", "to_do", "to_read", "to_read_views", "to_answer"}  # readiness/views/doors.py
ASKS |= {"answering", "answerable", "to_convene"}
ASKS |= {"to_request", "to_run", "to_work", "to_write_to"}  # support/views/doors.py
ASKS |= {"to_run", "to_request", "to_work"}  # commissioning/support/views/doors.py
ASKS |= {"to_see_resource", "to_see_version", "to_write_version", "to_write_figure"}  # library/views/doors.py
ASKS |= {"to_see_uses", "to_tell"}
ASKS |= {"to_see_group", "to_run_group", "to_read_invitation", "to_run_invitation"}  # evaluation/views/doors.py
ASKS |= {"to_export_answers"}
ASKS |= {"to_interview", "to_passage", "to_list"}  # evaluation/views/listening/doors.py
ASKS |= {"to_see_event", "to_run_event"}  # profiles/views/doors.py


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_view_asks_whether_they_may(path):
    """Directly, or through a function of the same file that does. What gives back a dict only fills a page."""
    asking, helpers = set(ASKS), [function for function in functions(path) if function.name.startswith("_")]
    while more := {function.name for function in helpers if names_in(function) & asking} - asking:
        asking |= more
    for function in functions(path):
        takes_request = function.args.args and function.args.args[0].arg == "request"
        if isinstance(function.returns, ast.Name) and function.returns.id == "dict":
            continue
        if takes_request and not function.name.startswith("_"):
            assert names_in(function) & asking, f"{path.parent.name}.{function.name} asks for no permission"


def test_9_no_form_takes_its_fields_from_a_model():
    for path in SOURCES:
        names = names_in(ast.parse(path.read_text()))
        assert not names & {"ModelForm", "modelform_factory", "modelformset_factory", "inlineformset_factory"}, path


def test_every_address_has_a_name_in_noun_and_verb():
    for entry in walk(get_resolver()):
        assert entry.name, entry.pattern
        own = not entry.name.startswith(("account_", "mfa_"))
        assert not own or "_" not in entry.name, entry.name


def walk(resolver):
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from walk(entry)
        else:
            yield entry


# --- Sizes and words ----------------------------------------------------------------------


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(path):
    assert len(path.read_text().splitlines()) <= 450
    for function in functions(path):
        assert function.end_lineno - function.lineno < 60, function.name


@pytest.mark.parametrize(
    "path",
    [p for p in SOURCES if p.name != "__init__.py" and "apps.py" not in p.name and "urls" not in str(p)],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_module_says_what_belongs_in_it(path):
    assert ast.get_docstring(ast.parse(path.read_text())), path


TESTS = sorted((ROOT / "tests").rglob("*.py"))
CLOCKS = {"localdate", "localtime", "now", "today"}


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_tests_ask_for_the_day_when_they_run(path):
    """And not when they are collected: a run may cross midnight."""
    asked = [call for call in calls_at_import(ast.parse(path.read_text())) if CLOCKS & names_in(call.func)]
    assert not asked, [call.lineno for call in asked]


def calls_at_import(node: ast.AST) -> Iterator[ast.Call]:
    """Of what is worked out while the module is read: decorators and defaults too, not what functions do."""
    if isinstance(node, ast.Call):
        yield node
    held = {"body"} if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) else set()
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if name not in held and isinstance(child, ast.AST):
                yield from calls_at_import(child)


def test_templates_hold_no_styles_no_scripts_and_no_unescaped_text():
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        for banned in ("|safe", "autoescape off", " style=", "<style", "onclick=", "javascript:"):
            allowed = path.parts[-2] == "email" or (banned == "<style" and "reporting" in path.parts)
            assert allowed or banned not in text, f"{path.relative_to(ROOT)} holds {banned}"
        assert "<script" not in text or 'nonce="{{ request.csp_nonce }}"' in text, path


def test_python_holds_no_markup_and_asks_no_role_by_name():
    for path in SOURCES:
        text = path.read_text()
        assert "mark_safe" not in text, path
        assert "csrf_exempt" not in text, path


def test_every_role_is_described_to_people():
    assert set(ROLES) == set(Role)
    assert all(definition.about.endswith(".") and definition.permissions for definition in ROLES.values())


def test_every_dependency_is_pinned_and_says_why():
    for name in ("requirements.in", "requirements-dev.in"):
        for line in (ROOT / name).read_text().splitlines():
            if line and not line.startswith(("#", "-c")):
                package, _, reason = line.partition("#")
                assert "==" in package, line
                assert len(reason.split()) >= 3, line


def test_ci_calls_the_tests_and_nothing_else():
    assert (ROOT / ".ci" / "run").read_text().split("\n")[1:] == ['exec "$(dirname "$0")/../script/test"', ""]


def test_no_form_loses_its_token():
    """`only` keeps the token from what it includes, and then every POST is refused; the test client asks for none."""
    templates = {path: path.read_text() for path in (ROOT / "templates").rglob("*.html")}
    with_token = {
        path.relative_to(ROOT / "templates").as_posix() for path, text in templates.items() if "csrf_token" in text
    }
    for path, text in templates.items():
        for included in re.findall(r'{% include "([^"]+)"[^%]* only %}', text):
            assert included not in with_token, f"{path.relative_to(ROOT)} includes {included} without its token"
