"""The commands. What a command needs is imported when it runs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from lecprep import __version__
from lecprep.cli import building
from lecprep.cli.terminal import (
    COLOURS,
    CONTENT_ERRORS,
    WRONG_USE,
    Progress,
    count,
    printable,
    say,
    show,
    shown_path,
    shown_progress,
    size,
)
from lecprep.diagnostics import LecprepError, Severity, WrongUse

if TYPE_CHECKING:
    from lecprep.checks import Request
    from lecprep.course import Checked

IMPORTS = ("moodle", "gift", "aiken", "qti", "mdbook-quiz", "mdquiz", "mkdocs-quiz", "anki", "csv", "json")
DEFAULT_PORT = 8000
REPORTS = ("json", "github", "sarif")
HOSTS = ("github", "gitlab", "netlify", "cloudflare")
STATS = ("text", "json")
FORMATS = ("anki", "moodle", "gift", "qti3", "qti21", "paper", "csv", "json")

_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Commands(click.Group):
    """The group of commands, in the order in which an author meets them, with a suggestion for a mistyped one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], self.commands, n=1)
            suggestion = f' Did you mean "{near[0]}"?' if near else ""
            ctx.fail(f'There is no command "{args[0]}".{suggestion} Commands: {", ".join(self.commands)}.')
        return super().resolve_command(ctx, args)


def _course_argument(command: _Command) -> _Command:
    return click.argument("course", default=".", type=click.Path(path_type=Path), metavar="[COURSE]")(command)


def _jobs(command: _Command) -> _Command:
    return click.option(
        "--jobs", type=click.IntRange(1, 64), default=building.jobs_by_default, show_default="as many as there are cores",
        help="How many processes share the work.",
    )(command)  # fmt: skip


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: lecprep init my-course && lecprep serve my-course\n\n"
    "COURSE is the folder that holds your course; without it, the one you are in.",
)
@click.version_option(__version__, "--version", "-V", message="lecprep %(version)s")
def commands() -> None:
    """Write a course in Markdown, get an exam-prep website."""


@commands.command(epilog="Example: lecprep build my-course --output out --base-url https://example.org/genai/")
@_course_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=f"The folder for the site.  [default: COURSE/{building.DEFAULT_OUTPUT}]",
)
@click.option("--base-url", default="", metavar="URL", help="Where the site will be, in place of `url` in course.yml.")
@click.option("--drafts", is_flag=True, help="Include lectures marked `draft: true`.")
@click.option("--strict", is_flag=True, help="Build nothing while there are warnings.")
@click.option("--no-search", "without_search", is_flag=True, help="Leave out the search, which takes longest.")
@click.option("--no-offline", is_flag=True, help="Make a site that browsers do not keep for reading offline.")
@click.option("--explain", is_flag=True, help="Say of each file that was made anew why it was.")
@_jobs
def build(**options: Any) -> None:
    """Make the site.

    Writes only the files that changed, and nothing at all while the course has errors.
    """
    building.build(**options)


@commands.command(epilog="Example: lecprep serve my-course --port 9000")
@_course_argument
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to answer on; anything else opens the server to your network.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=DEFAULT_PORT,
    show_default=True,
    help="The port, or the first that is tried.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in your browser.")
@_jobs
def serve(course: Path, host: str, port: int, open_browser: bool, jobs: int) -> None:
    """Show the site while you write.

    Drafts are included. Pages reload when a file is saved; mistakes are listed here. Ctrl-C ends it.
    """
    from lecprep import serve as server
    from lecprep import sources
    from lecprep.preview import Preview

    folder = sources.find(course)
    chosen_port = server.free_port(host, port)
    if chosen_port != port:
        say(f"Port {port} is taken; using {chosen_port}.", err=True)
    preview = Preview(course, server.address(host, chosen_port), jobs)
    last: Checked | None = None

    def rebuild(shown: Iterable[str]) -> None:
        nonlocal last
        started = time.perf_counter()
        try:
            checked = preview.update(shown)
        except LecprepError as problem:
            say(click.style(str(problem), fg="red"), err=True)
            return
        last = checked
        show(checked, hints=False)
        if checked.course:
            say(f"{count(len(checked.course.lectures), 'lecture')} built in {time.perf_counter() - started:.2f} s.")

    def review() -> None:
        found = preview.review()
        if found and last:
            show(last._replace(diagnostics=found), hints=False)

    def ready() -> None:
        say(f"Your course is at {click.style(preview.address, bold=True)}  (Ctrl-C to end)")
        if open_browser:
            import webbrowser

            webbrowser.open(preview.address)

    watched = [folder.content, folder.root / "templates", folder.root / "static"]
    try:
        server.serve(preview, watched, build=rebuild, review=review, host=host, port=chosen_port, ready=ready)
    except KeyboardInterrupt:
        say("")


@commands.command(epilog="Example: lecprep check my-course --strict")
@_course_argument
@click.option("--all", "hints", is_flag=True, help="Show hints as well.")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("--format", "name", type=click.Choice(("text", *REPORTS)), default="text", show_default=True,
              help="How to report: for people, for programs, as annotations on GitHub, as SARIF.")  # fmt: skip
@click.option("--fix", is_flag=True, help="Mend in your files what has one right answer, and say what.")
@click.option("--baseline", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Leave out the warnings and hints that this file lists.")  # fmt: skip
@click.option("--write-baseline", "new_baseline", type=click.Path(path_type=Path, dir_okay=False),
              help="List the warnings and hints that there are now in this file.")  # fmt: skip
@click.option("--run", "run_code", is_flag=True,
              help="Run the Python that is followed by an output, and compare. Only for a course that you trust.")  # fmt: skip
@click.option(
    "--links", "ask_links", is_flag=True, help="Ask the addresses on the web that are linked to whether they are there."
)
@_jobs
def check(
    course: Path,
    hints: bool,
    strict: bool,
    name: str,
    fix: bool,
    run_code: bool,
    ask_links: bool,
    baseline: Path | None,
    new_baseline: Path | None,
    jobs: int,
) -> None:
    """List every mistake of a course, with its place and how to mend it.

    Judges how questions are written, too. `lecprep explain` says what each rule wants.
    """
    from lecprep.build import cache_of
    from lecprep.build import check as check_course

    def look(requests: Iterable[Callable[[Progress], Request]] = (), *, review: bool = True) -> Checked:
        with shown_progress() as progress:
            return check_course(course, drafts=True, review=review, requests=[request(progress) for request in requests],
                                jobs=jobs, progress=progress, cache=cache_of(course))  # fmt: skip

    # What can be mended is found in the lectures themselves.
    if fix and (found := look(review=False)).course:
        _mend(found)
    checked = look(_requests(jobs, run_code=run_code, ask_links=ask_links))
    if new_baseline:
        from lecprep.checks import baseline as baselines
        from lecprep.output import write_file

        known = baselines.write(checked.diagnostics, checked.texts)
        write_file(new_baseline, known, checked.written_by_hand, "--write-baseline")
        say(f"{shown_path(new_baseline)} lists what there is now; --baseline leaves it out.", err=True)
    if baseline:
        checked = _without_known(checked, baseline)
    if name == "text":
        show(checked, hints=hints)
    else:
        from lecprep.reports import FORMATS as TABLE

        shown = [each for each in checked.diagnostics if hints or each.severity > Severity.HINT]
        report = TABLE[name](shown, lambda path: Path(shown_path(checked.folder.content / path)).as_posix())
        if report:
            say(report)
        if name == "github":
            show(checked, hints=hints)  # for whoever reads the log
    if not hints and (lacking := [each.message for each in checked.diagnostics if each.code == "run-less-confined"]):
        say(f"{lacking[0][0].upper()}{lacking[0][1:]}.", err=True)
    if not hints and (hidden := sum(diagnostic.severity is Severity.HINT for diagnostic in checked.diagnostics)):
        say(f"{count(hidden, 'hint')} more with --all.", err=True)
    if checked.course and checked.worst < Severity.WARNING and name in ("text", "github"):
        questions = sum(len(lecture.questions) for lecture in checked.course.lectures)
        say(f"{count(len(checked.course.lectures), 'lecture')}, {count(questions, 'question')}: nothing to mend.")
    if checked.is_refused(strict=strict):
        raise SystemExit(CONTENT_ERRORS)


@commands.command(epilog="Example: lecprep explain longest-choice-is-correct")
@click.argument("rule", default="")
@click.option("--all", "everything", is_flag=True, help="Print the manual of all rules, as Markdown.")
def explain(rule: str, everything: bool) -> None:
    """Say what a rule of `lecprep check` wants, and why, with examples.

    Without RULE, list all rules.
    """
    from lecprep.checks import manual
    from lecprep.checks.registry import BY_NAME, RULES
    from lecprep.checks.rule import manual_of
    from lecprep.diagnostics import did_you_mean

    if everything:
        say(manual.page(RULES).rstrip("\n"))
    elif rule in BY_NAME:
        say(manual.text(BY_NAME[rule]))
    elif rule:
        near = did_you_mean(rule, BY_NAME)
        raise WrongUse(
            f"There is no rule {rule!r}.{near} `lecprep explain` lists all; docs/diagnostics.md has what is no rule."
        )
    else:
        for each in RULES:
            severity = click.style(f"{each.severity.name.lower():<8}", fg=COLOURS[each.severity])
            say(f"{severity} {click.style(each.name, bold=True)}\n         {manual_of(each).summary}")


@commands.command(epilog="Example: lecprep stats my-course --page bank.html")
@_course_argument
@click.option(
    "--format", "name", type=click.Choice(STATS), default="text", show_default=True, help="For people or for programs."
)
@click.option("--page", type=click.Path(path_type=Path), metavar="FILE",
              help="Write a page for authors to this file, in place of the text; it is no part of the site.")  # fmt: skip
@click.option("--drafts", is_flag=True, help="Include lectures marked `draft: true`.")
@_jobs
def stats(course: Path, name: str, page: Path | None, drafts: bool, jobs: int) -> None:
    """Show the bank at a glance: what there is, and what is missing.

    Counts by lecture, topic, kind, marks and level; where right choices stand; what each mock exam draws from.
    """
    from lecprep import stats as statistics
    from lecprep.build import cache_of
    from lecprep.build import check as check_course

    with shown_progress() as progress:
        checked = check_course(course, drafts=drafts, jobs=jobs, progress=progress, cache=cache_of(course))
    if checked.course is None:
        show(checked, hints=False)
        raise SystemExit(CONTENT_ERRORS)
    counted = statistics.count(checked.course)
    if page:
        from lecprep.output import check_unpublished, write_file

        check_unpublished(page, checked.folder.static)
        html = statistics.as_page(counted, checked.folder.templates, checked.folder.static)
        write_file(page, html, checked.written_by_hand, "--page", begins=statistics.BEGINS)
        say(
            f"{shown_path(page)}: open it in your browser. It is for authors; nothing publishes it.",
            err=name == "json",
        )
    if name == "json":
        say(statistics.as_json(counted))
    elif not page:
        say(statistics.as_text(counted))
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in checked.diagnostics)
    if errors:
        say(f"{count(errors, 'error')}: what cannot be read is not counted. `lecprep check` lists them.", err=True)
        raise SystemExit(CONTENT_ERRORS)


@commands.command(epilog="Example: lecprep export moodle my-course --output genai.xml")
@click.argument("name", metavar="FORMAT", type=click.Choice(FORMATS))
@_course_argument
@click.option("-o", "--output", type=click.Path(path_type=Path, allow_dash=True),
              help="The file to write; - for standard output.  [default: named by the course's title, in this folder]")  # fmt: skip
@click.option("--exam", default="", metavar="ID", help="paper: the exam of course.yml to print.  [default: the first]")
@click.option("--versions", type=click.IntRange(1, 26), default=1, show_default=True,
              help="paper: how many versions, each mixed anew.")  # fmt: skip
@click.option(
    "--seed", default="", metavar="SEED", help="paper: what draws the questions.  [default: the site's paper]"
)
@click.option("--drafts", is_flag=True, help="Include lectures marked `draft: true`.")
@click.option(
    "--strict", is_flag=True, help="Write nothing while there are warnings, or when something cannot be carried."
)
@_jobs
def export(
    name: str,
    course: Path,
    output: Path | None,
    exam: str,
    versions: int,
    seed: str,
    drafts: bool,
    strict: bool,
    jobs: int,
) -> None:
    """Hand the questions on in another format.

    FORMAT is one of: anki, moodle, gift, qti3, qti21, paper, csv, json.

    Whatever a format cannot hold is listed, question by question.
    """
    from lecprep.build import cache_of
    from lecprep.build import check as check_course
    from lecprep.build import export as export_bank
    from lecprep.exams import PRINTED_SEED
    from lecprep.exporters import FORMATS as TABLE
    from lecprep.exporters import PaperOrder
    from lecprep.markdown import slugify
    from lecprep.output import write_file

    if name != "paper" and (exam or seed or versions != 1):
        raise WrongUse("--exam, --versions and --seed are for paper: `lecprep export paper`.")
    with shown_progress() as progress:
        checked = check_course(course, drafts=drafts, jobs=jobs, progress=progress, cache=cache_of(course))
    show(checked, hints=False)
    if checked.course is None or checked.is_refused(strict=strict):
        say("Nothing was written.", err=True)
        raise SystemExit(CONTENT_ERRORS)
    made = export_bank(checked, name, _date_of_sources(), PaperOrder(exam, versions, seed or PRINTED_SEED))
    for loss in made.losses:
        place = f"{shown_path(checked.folder.content / loss.span.path)}:{loss.span.line}: " if loss.question else ""
        subject = f"the question {loss.question!r}: " if loss.question else ""
        say(click.style(printable(place), bold=True) + printable(f"{subject}{loss.what}: {loss.why}."), err=True)
    if made.losses and strict:
        say("Nothing was written, because not everything can be carried.", err=True)
        raise SystemExit(CONTENT_ERRORS)
    data = made.data
    if name == "paper" and output and output.suffix.lower() == ".pdf":
        from lecprep.exporters.pdf import printed

        data = printed(data)
    if output == Path("-"):
        click.echo(data, nl=False)
        return
    file = output or Path((slugify(checked.course.title) or "course") + TABLE[name].suffix)
    write_file(file, data, checked.written_by_hand)
    questions = sum(len(lecture.questions) for lecture in checked.course)
    held = count(versions, "version") if name == "paper" else count(questions, "question")
    lost = f"; {count(len(made.losses), 'thing')} could not be carried, listed above" if made.losses else ""
    say(f"{shown_path(file)}: {held}, {size(len(data))}{lost}.")


@commands.command(name="import", epilog="Example: lecprep import moodle quiz.xml --to my-course/content/lectures")
@click.argument("name", metavar="FORMAT", type=click.Choice(IMPORTS))
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--to", required=True, metavar="DIR", type=click.Path(path_type=Path), help="The folder for the lectures."
)
@click.option("--force", is_flag=True, help="Replace lectures and images of the same name.")
@click.option("--strict", is_flag=True, help="Write nothing when something cannot be carried.")
def import_(name: str, files: tuple[Path, ...], to: Path, force: bool, strict: bool) -> None:
    """Take questions in from another format, as lectures that you can go on writing.

    FORMAT is one of: moodle, gift, aiken, qti, mdbook-quiz, mdquiz, mkdocs-quiz, anki, csv, json.

    Whatever cannot be carried is listed with its place, question by question.
    """
    from lecprep import importers

    planned = importers.plan(importers.FORMATS[name](importers.read_files(files)), to, force=force)
    for loss in planned.losses:
        place = f"{loss.span}: " if loss.span.path else ""
        subject = f"the question {loss.question!r}: " if loss.question else ""
        say(click.style(printable(place), bold=True) + printable(f"{subject}{loss.what}: {loss.why}."), err=True)
    if not planned.questions:
        say("No question was found that can be carried. Nothing was written.", err=True)
        raise SystemExit(CONTENT_ERRORS)
    if strict and planned.losses:
        say("Nothing was written, because not everything can be carried.", err=True)
        raise SystemExit(CONTENT_ERRORS)
    importers.write(planned)
    for file in planned.lectures:
        say(f"  {shown_path(file)}")
    total = planned.questions + planned.left_out
    say(f"{count(total, 'question')}: {planned.whole:,} carried whole, {planned.left_out:,} left out.")
    if planned.left_out:
        raise SystemExit(CONTENT_ERRORS)


@commands.command(epilog="Example: lecprep init my-course --ci github")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--ci", "host", type=click.Choice(HOSTS),
              help="Write also what checks every change and publishes the course there; for a course that exists, only that.")  # fmt: skip
def init(folder: Path, host: str | None) -> None:
    """Begin a course: a small one that builds, in a new folder."""
    from lecprep import scaffold

    is_begun = host is not None and scaffold.is_course(folder)
    files = [] if is_begun else scaffold.create_course(folder)
    if host:
        files += scaffold.create_workflow(folder, host)
    for file in files:
        say(f"  {file}")
    if host:
        say("Next: commit these files and push. docs/publishing.md says what to choose at the host, once.")
    else:
        say(f"Next: lecprep serve {folder}")


@commands.command(epilog='Example: lecprep new "Evaluating answers" my-course')
@click.argument("title")
@_course_argument
def new(title: str, course: Path) -> None:
    """Begin a lecture: the next number, front matter, and two example questions."""
    from lecprep.scaffold import create_lecture

    say(f"  {create_lecture(course, title)}")


@commands.command(epilog="Example: lecprep schema > course.schema.json")
def schema() -> None:
    """Print the JSON Schema of course.yml, for editors.

    In VS Code with the YAML extension, write as the first line of course.yml:
    # yaml-language-server: $schema=course.schema.json
    """
    import json

    from lecprep.settings import json_schema

    say(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@commands.command(epilog="Example: lecprep completion bash >> ~/.bashrc")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes your shell complete lecprep's commands and options."""
    from click.shell_completion import get_completion_class

    completion_class = get_completion_class(shell)
    assert completion_class is not None
    say(completion_class(commands, {}, "lecprep", "_LECPREP_COMPLETE").source())


# --- what commands share -------------------------------------------------------------------------------------------------


def _mend(checked: Checked) -> None:
    """Mend in the author's files what has one right answer, and say what."""
    from lecprep.checks import fixes
    from lecprep.output import write_all

    assert checked.course is not None
    content = checked.folder.content
    files, mended = fixes.fix_course(checked.course, lambda path: (content / path).read_bytes())
    write_all({content / path: data for path, data in files.items()})
    for span, rule in mended:
        say(f"{shown_path(content / span.path)}:{span.line}: mended {rule}", err=True)


def _requests(jobs: int, *, run_code: bool, ask_links: bool) -> Iterator[Callable[[Progress], Request]]:
    """Yield the checks that were asked for."""
    if run_code:
        from lecprep.checks import running

        yield lambda progress: running.request(jobs, partial(progress, "Running"))
    if ask_links:
        from lecprep.checks import weblinks

        yield lambda progress: weblinks.request(partial(progress, "Asking"))


def _without_known(checked: Checked, baseline: Path) -> Checked:
    """Return what a check found without what a baseline lists."""
    from lecprep.checks import baseline as baselines

    new, mended = baselines.new(checked.diagnostics, checked.texts, baseline.read_bytes())
    if mended:
        say(
            f"{count(mended, 'entry', 'entries')} of {shown_path(baseline)} no longer found: write it again.",
            err=True,
        )
    return checked._replace(diagnostics=new)


def _date_of_sources() -> int | None:
    """Return the time that the environment gives for what is made (https://reproducible-builds.org/specs/source-date-epoch/)."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def run() -> None:
    """Run the command that the command line asks for."""
    try:
        commands.main(standalone_mode=False, prog_name="lecprep")
    except click.exceptions.NoArgsIsHelpError as problem:
        say(problem.format_message())
    except click.UsageError as problem:
        problem.show()
        raise SystemExit(WRONG_USE) from None
    except click.Abort:
        raise KeyboardInterrupt from None
