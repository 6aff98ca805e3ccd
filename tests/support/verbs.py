"""Every verb that the code records, found by reading it: literals, choices between them, parameters by their callers.

A verb put together from parts names its part in `PARTS`; whatever this cannot work out raises, so that it is written
plainly or said here.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.apps import apps

from commissioning.library.workflow import Move as ResourceMove
from commissioning.profiles.models import Priority, WelcomedSupport
from commissioning.programme.area.document import BRIEF, PROFILE
from commissioning.programme.contact.rules import Move as ContactMove
from commissioning.support.workflow import Move as PackageMove
from readiness.workflow import Move as AssessmentMove

ROOT = Path(__file__).parents[2]
CODE = ("commissioning", "readiness", "evaluation")
LISTS = {"Listing", "OnADay", "BetweenDays"}

_SAID = [WelcomedSupport.NOUN, Priority.NOUN]
# By where the code is and what it says, what that part of a verb can be.
PARTS: dict[tuple[str, str], list[str]] = {
    ("commissioning/library/actions/moves.py", "move.value"): [move.value for move in ResourceMove],
    ("commissioning/programme/contact/actions.py", "move.value"): [move.value for move in ContactMove],
    ("commissioning/support/actions/moves.py", "move.value"): [move.value for move in PackageMove],
    ("readiness/actions/moves.py", "move.value"): [move.value for move in AssessmentMove],
    ("commissioning/profiles/actions/said.py", "model.NOUN"): _SAID,
    ("commissioning/profiles/actions/said.py", "entry.NOUN"): _SAID,
    ("commissioning/programme/area/views.py", "paper.key"): [BRIEF.key, PROFILE.key],
    ("commissioning/documents/scanned.py", "row.AUDITED_AS"): sorted(
        {model.AUDITED_AS for model in apps.get_models() if getattr(model, "AUDITED_AS", "")}
    ),
}


@dataclass(frozen=True)
class Module:
    path: str
    tree: ast.Module
    inside: dict[ast.AST, ast.FunctionDef] = field(default_factory=dict)

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


@cache
def modules() -> tuple[Module, ...]:
    return tuple(_module(path) for top in CODE for path in sorted((ROOT / top).rglob("*.py")))


def _module(path: Path) -> Module:
    found = Module(str(path.relative_to(ROOT)), ast.parse(path.read_text()))
    for function in (node for node in ast.walk(found.tree) if isinstance(node, ast.FunctionDef)):
        found.inside.update(dict.fromkeys(ast.walk(function), function))  # inner functions come later, and win
    return found


def functions_that_call(name: str) -> set[tuple[str, str]]:
    """As (module, function); through a private function of the same module, too."""
    found = set()
    for module in modules():
        dotted = module.path.removesuffix(".py").replace("/", ".")
        names, before = {name}, 0
        while len(names) > before:
            before = len(names)
            for call in module.calls():
                around = module.inside.get(call)
                if around and isinstance(call.func, ast.Name) and call.func.id in names:
                    found.add((dotted, around.name))
                    names |= {around.name} if around.name.startswith("_") else set()
    return found


def recorded() -> dict[str, set[str]]:
    """Each verb, and the files that record it."""
    found: dict[str, set[str]] = {}
    for module in modules():
        for call in module.calls():
            for verb in _verbs_of(module, call):
                found.setdefault(verb, set()).add(module.path)
    return found


def _verbs_of(module: Module, call: ast.Call) -> list[str]:
    called = ast.unparse(call.func)
    if called == "audit.record":
        return values(module, call.args[0])
    if called in LISTS:
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        ends = ["-export", *(["-read"] if "of_people" in given else [])]
        return [key + end for key in values(module, given["key"]) for end in ends]
    return []


def values(module: Module, node: ast.expr) -> list[str]:
    """Every text that the expression can be."""
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return values(module, node.body) + values(module, node.orelse)
    if isinstance(node, ast.JoinedStr):
        texts = [""]
        for part in node.values:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            texts = [text + end for text in texts for end in values(module, inner)]
        return texts
    if isinstance(node, ast.Name):
        return _named(module, node)
    return PARTS[module.path, ast.unparse(node)]


def _named(module: Module, node: ast.Name) -> list[str]:
    function = module.inside.get(node)
    if function and node.id in (names := [arg.arg for arg in (*function.args.args, *function.args.kwonlyargs)]):
        return [text for given in _given(module, function, node.id, names) for text in given]
    body = ast.walk(function) if function else iter(())
    found = _assigned(body, node.id) or _assigned(module.tree.body, node.id)
    if not found:
        raise LookupError(f"{module.path}: what {node.id} can be is not to be seen.")
    return [text for value in found for text in values(module, value)]


def _assigned(nodes, name: str) -> list[ast.expr]:
    assigned = (node for node in nodes if isinstance(node, ast.Assign))
    return [node.value for node in assigned if any(isinstance(to, ast.Name) and to.id == name for to in node.targets)]


def _given(module: Module, function: ast.FunctionDef, name: str, names: list[str]) -> Iterator[list[str]]:
    """What callers hand over: of a private function in its own module, of another as `module.function(…)`."""
    private = function.name.startswith("_")
    called = function.name if private else f"{Path(module.path).stem}.{function.name}"
    found = 0
    for other in (module,) if private else modules():
        for call in other.calls():
            if ast.unparse(call.func) == called:
                by_name = {keyword.arg: keyword.value for keyword in call.keywords}
                place = names.index(name)
                given = by_name.get(name) or (call.args[place] if place < len(call.args) else None)
                if given is not None:
                    found += 1
                    yield values(other, given)
    if not found:
        raise LookupError(f"{module.path}: nobody calls {called} with {name}.")
