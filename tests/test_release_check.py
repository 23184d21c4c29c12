"""`make release-check`: each thing that keeps a release back is named with what to do."""

import datetime as dt
import importlib.util
import subprocess

import pytest
import yaml

TODAY = dt.date(2026, 11, 30)
GOOD = (
    "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-29\n\n- Something.\n\n## [1.1.0] - 2026-01-01\n\n- Older.\n"
)


@pytest.fixture(scope="module")
def check(root):
    spec = importlib.util.spec_from_file_location("release_check", root / "tools" / "release_check.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_good_changelog_has_no_problem(check):
    assert list(check.changelog_problems(GOOD, "1.2.0", TODAY)) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (GOOD.replace("## [Unreleased]\n", ""), "no section [Unreleased]"),
        (GOOD.replace("## [Unreleased]\n", "## [Unreleased]\n\n- Not released.\n"), "move them to a section [1.2.0]"),
        (GOOD.replace("[1.2.0]", "[1.3.0]"), "no section [1.2.0]"),
        (GOOD.replace("- Something.\n", ""), "[1.2.0] is empty"),
        (GOOD.replace(" - 2026-11-29", ""), "has no date"),
        (GOOD.replace("2026-11-29", "2027-11-29"), "after today"),
    ],
)
def test_each_problem_of_a_changelog_is_named(check, changed, said):
    problems = list(check.changelog_problems(changed, "1.2.0", TODAY))
    assert len(problems) == 1
    assert said in problems[0]


def test_a_lock_that_names_an_address_is_named(check, tmp_path):
    (tmp_path / "requirements.lock").write_text("a==1 \\\n    --hash=sha256:00\n")
    assert list(check.lock_problems(tmp_path)) == []
    (tmp_path / "requirements.lock").write_text("--index-url https://packages.example/simple\na==1\n")
    assert [problem.split(":")[0] for problem in check.lock_problems(tmp_path)] == ["requirements.lock"]


def test_uncommitted_changes_and_a_tag_elsewhere_are_named(check, tmp_path):
    def git(*words):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init")
    git("commit", "--allow-empty", "-m", "one")
    git("tag", "v1.2.0")
    assert list(check.git_problems(tmp_path, "1.2.0")) == []
    git("commit", "--allow-empty", "-m", "two")
    (tmp_path / "new.txt").write_text("new")
    assert [problem[:24] for problem in check.git_problems(tmp_path, "1.2.0")] == [
        "git: there are changes t",
        "git: the tag v1.2.0 is o",
    ]


def test_the_version_stands_in_one_place(root, check):
    version = check.read_version(root)
    assert version
    assert version in check.changelog_sections((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    for name in ("pyproject.toml", "docker-compose.yml", "Dockerfile", "README.md"):
        assert f'"{version}"' not in (root / name).read_text(encoding="utf-8"), name
        assert f"warledger:{version}" not in (root / name).read_text(encoding="utf-8"), name


def test_the_public_workflow_runs_the_commands_of_ci(root):
    workflow = yaml.safe_load((root / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    commands = [step["run"] for step in workflow["jobs"]["ci"]["steps"] if step.get("run", "").startswith("make ")]
    script = (root / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert commands == [line for line in script if line.startswith("make ")]


def test_templates_ask_for_the_address_and_the_sentence_of_a_wrong_fact(root):
    template = yaml.safe_load((root / ".github" / "ISSUE_TEMPLATE" / "wrong_fact.yml").read_text(encoding="utf-8"))
    required = {field["id"] for field in template["body"] if field.get("validations", {}).get("required")}
    assert required == {"fact", "sentence", "right"}
