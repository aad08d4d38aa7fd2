"""The script and the stylesheet: many files in the repository, one each on the site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lecprep import assets
from lecprep.diagnostics import LecprepError
from lecprep.joining import compact, join_styles
from tests.conftest import REPOSITORY

MODULES = sorted((REPOSITORY / "static" / "js").rglob("*.js"))


def test_the_names_of_assets_follow_their_content(tmp_path: Path) -> None:
    """A changed stylesheet has a new address, so that no visitor sees a page with an old one."""
    before = assets.collect(None)
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "base.css").write_text("body { color: red; }")
    after = assets.collect(tmp_path)
    assert before.names["script"] == after.names["script"]
    assert before.names["stylesheet"] != after.names["stylesheet"]
    assert b"color:red" in after.files[after.names["stylesheet"]]


def test_modules_can_be_joined_by_simple_rules() -> None:
    """Named imports and exports alone, whole statements, and no top-level name twice: what the joining relies on."""
    names: dict[str, str] = {}
    for module in MODULES:
        text = module.read_text("utf-8")
        if module.name == "boot.js":
            continue
        assert not re.search(r"^export (?:default|\{|\*)", text, re.M), module
        for statement in re.findall(r"^import\b.*?(?:;|$)", text, re.M | re.S):
            assert re.fullmatch(
                r"import\s*\{[^}]*\}\s*from\s*'[^']+';|import\s*\{[^}]*\}\s*from\s*\"[^\"]+\";", statement
            ), (module, statement)
            assert " as " not in statement, (module, statement)
        declared = re.findall(r"^(?:export )?(?:async )?(?:function\*?|const|let|class) (\w+)", text, re.M)
        several = re.findall(r"^const \[([^\]]+)\] =", text, re.M)
        for name in [*declared, *(name for list in several for name in list.split(", "))]:
            assert name not in names, f"{name} stands in {module} and in {names[name]}"
            names[name] = str(module)


def test_the_joined_script_holds_every_module_it_needs_and_no_module_syntax() -> None:
    """One classic script, which works from disk."""
    joined = assets.collect(None)
    script = joined.files[joined.names["script"]].decode()
    assert not re.search(r"^(?:import|export)\b", script, re.M)
    assert script.startswith("(() => {")


def test_the_pages_of_the_exam_have_their_own_script_and_stylesheet(tmp_path: Path) -> None:
    """Whole scripts of their own, in the same layers, and a course may put its own in their place."""
    ours = assets.collect(None)
    styles = [ours.files[ours.names[role]].decode().split(";")[0] for role in ("stylesheet", "exam_stylesheet")]
    assert styles[0] == styles[1] and styles[0].startswith("@layer ")
    assert ours.files[ours.names["exam_script"]].startswith(b"(() => {")
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "exam.js").write_text("export const mine = 1;\n")
    theirs = assets.collect(tmp_path)
    assert theirs.files[theirs.names["exam_script"]] == b'(() => {\n"use strict";\nlet mine=1;\n})();\n'
    assert theirs.names["script"] == ours.names["script"]


@pytest.mark.parametrize(
    ("script", "compacted"),
    [
        ("const a = 1;\n\n// why\nlet b  =  'x  y // no';\n", "let a=1;let b='x  y // no';"),
        ("/** @type {x} */\nfunction f(a, /** b */ b) {\n  return a + b;\n}\nf()", "function f(a,b){return a+b}\nf()"),
        ("a = b\n(c)", "a=b\n(c)"),
        ("a\n++b", "a\n++b"),
        ("a + +b - -c / d / e", "a+ +b- -c/d/e"),
        ("x = / [/'] \\/ /g.test(y) ? 1 : 2", "x=/ [/'] \\/ /g.test(y)?1:2"),
        ("return /  a/", "return/  a/"),
        ("`a  ${ { b : `c  ${ d }  e` } }  f` + g", "`a  ${{b:`c  ${d}  e`}}  f`+g"),
        ("`\n  kept ${x}\n`", "`\n  kept ${x}\n`"),
        ("class A {\n  #b = 1;\n  static c() {}\n}", "class A{#b=1;static c(){}}"),
        ("'unclosed  ", "'unclosed"),
        ("{ while (f()); }", "{while(f());}"),
        ("{ for (a; b; c) ; }", "{for(a;b;c);}"),
        ("if (a) { b = 'c;'; } else { c }", "if(a){b='c;'}else{c}"),
        ("return true && { true: x.false, y: 'true' }", "return!0&&{true:x.false,y:'true'}"),
        ("`unclosed  ", "`unclosed"),
        ("", ""),
    ],
)
def test_scripts_lose_what_says_nothing(script: str, compacted: str) -> None:
    """Comments, indentation, and blanks that separate nothing; never a letter of a string, a template or a pattern."""
    assert compact(script) == compacted
    assert compact(compacted) == compacted


def test_styles_lose_what_says_nothing(tmp_path: Path) -> None:
    """Comments and the white space around marks; never a letter of a string."""
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "main.css").write_text(
        'a , b {\n  /* why */ content: " ; } ";\n  margin: calc(1px + 2px) 0;\n}\n'
    )
    ours = assets.collect(tmp_path)
    assert ours.files[ours.names["stylesheet"]] == b'a,b{content:" ; } ";margin:calc(1px + 2px) 0}\n'


@pytest.mark.parametrize(
    ("first", "last", "joined"),
    [
        ("a { margin: 0; }\n", "\n\nb , c { d: e; }", "a{margin:0}b,c{d:e}f{g:h}\n"),
        ("/* nothing */", "@layer x, y;\n", "@layer x,y;f{g:h}\n"),
        ("@media print { a { b: c; }", "}\nd { e: 0.5em; }", "@media print{a{b:c}}d{e:.5em}f{g:h}\n"),
        ("a { b: c; ", "} d > e { f: g }", "a{b:c}d>e{f:g}f{g:h}\n"),
    ],
)
def test_stylesheets_come_out_as_if_they_were_one(first: str, last: str, joined: str) -> None:
    """Each loses by itself what says nothing, but a rule may go on in the next one."""
    files = {
        "css/main.css": '@import "first.css";\n@import url("last.css");\nf { g: h; }\n',
        "css/first.css": first,
        "css/last.css": last,
    }
    assert join_styles(files.__getitem__, "css/main.css") == joined


def test_modules_that_import_each_other_are_named(tmp_path: Path) -> None:
    """A circle cannot be put in order."""
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "main.js").write_text("import { a } from './a.js';\n")
    (tmp_path / "js" / "a.js").write_text("import { b } from './main.js';\nexport const a = 1;\n")
    with pytest.raises(LecprepError, match=r"js/main.js → js/a.js → js/main.js"):
        assets.collect(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Whoever wrote its name wrong is told which."""
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "main.css").write_text('@import url("nowhere.css");\n')
    with pytest.raises(LecprepError, match=r"css/nowhere\.css"):
        assets.collect(tmp_path)
