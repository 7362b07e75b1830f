"""A study file becomes a study; a study that cannot be is refused with file, key, reason and remedy."""

from hashlib import sha256
from pathlib import Path

import pytest

from firstdose.design import Blrm, Boin, NoSkipping, Ruled, ThreePlusThree
from firstdose.errors import FirstDoseError, StudyError
from firstdose.resources import packaged
from firstdose.study import AssumedTruth, ExposureTruth, MechanismTruth, Study, load, names, template

GOOD = template("good")
ROOT = Path(__file__).parents[3]


def _file(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _changed(folder: Path, old: str, new: str) -> Path:
    assert old in GOOD
    return _file(folder, GOOD.replace(old, new, 1))


def _inner(study: Study) -> object:
    assert isinstance(study.design, Ruled)
    return study.design.design


@pytest.mark.parametrize("name", names())
def test_every_packaged_study_loads_by_name_and_from_the_folder_at_the_root(name: str) -> None:
    by_name, by_path = load(name), load(ROOT / "studies" / f"{name}.toml")
    assert (by_name.name, by_name.sha256) == (by_path.name, by_path.sha256)


def test_the_flagship_is_weekly_with_blrm_and_levels_that_bracket_t_dm1() -> None:
    study, t_dm1 = load("imgn289"), load("t-dm1-weekly")
    assert isinstance(_inner(study), Blrm)
    assert study.protocol.schedule.every_days == 7
    assert len(study.protocol.grid) == 7
    assert study.protocol.grid.doses[0] <= min(t_dm1.protocol.grid.doses) / 4
    assert study.protocol.grid.doses[-1] >= max(t_dm1.protocol.grid.doses)
    assert [cohort.name for cohort in study.expansion] == ["SCCHN", "squamous NSCLC", "EGFR-inhibitor-resistant NSCLC"]


def test_the_t_dm1_studies_have_the_published_levels_and_3_plus_3() -> None:
    for name, trial in zip(("t-dm1-weekly", "t-dm1-q3w"), load("t-dm1-weekly").molecule.trials, strict=True):
        study = load(name)
        assert isinstance(_inner(study), ThreePlusThree)
        assert study.protocol.grid.doses == tuple(level.dose for level in trial.levels)
        assert study.protocol.schedule.every_days == trial.every_days
        assert study.protocol.dlt.window_days == trial.dlt_window_days


def test_every_part_of_the_file_arrives_in_the_study(tmp_path: Path) -> None:
    path = _file(tmp_path, GOOD)
    study = load(path)
    assert (study.name, study.seed, study.molecule.name, study.population.name) == ("good", 1, "imgn289", "us-2013")
    assert [(each.name, each.share) for each in study.indications] == [("NSCLC", 0.6), ("SCCHN", 0.4)]
    assert study.protocol.grid.doses == (0.3, 0.6, 1.2, 1.8, 2.4, 3.0)
    assert (study.protocol.start_level, study.protocol.cohort_size, study.protocol.max_patients) == (0, 3, 36)
    assert (study.protocol.dlt.window_days, len(study.protocol.dlt.criteria)) == (21, 4)
    assert (study.design_name, study.target) == ("boin", 0.3)
    assert isinstance(_inner(study), Boin)
    assert isinstance(study.design, Ruled)
    assert study.design.limits == (NoSkipping(),)
    assert study.accrual.opening_days == (0, 30, 60, 90, 120, 150)
    assert study.accrual.per_month == (0.5,) * 6
    assert study.truth == ExposureTruth(7.0)
    assert [row.n for row in study.expansion[0].plan.boundaries] == [10, 29]
    assert study.path == str(path)
    assert study.sha256 == sha256(path.read_bytes()).hexdigest()


def test_text_with_a_unit_is_read_where_the_key_names_one(tmp_path: Path) -> None:
    text = GOOD.replace("infusion_hours = 1.5", 'infusion_hours = "90 min"').replace(
        "every_days = 7", 'every_days = "1 week"'
    )
    text = text.replace("window_days = 21", 'window_days = "3 weeks"').replace(
        "values = [0.3,", 'values = ["300 ug/kg",'
    )
    study = load(_file(tmp_path, text))
    assert (study.protocol.schedule.every_days, study.protocol.schedule.infusion_hours) == (7, 1.5)
    assert study.protocol.dlt.window_days == 21
    assert study.protocol.grid.doses[0] == pytest.approx(0.3)


def test_doses_in_another_unit_of_the_kind_become_mg_per_kg(tmp_path: Path) -> None:
    study = load(_changed(tmp_path, 'unit = "mg/kg"', 'unit = "ug/kg"'))
    assert study.protocol.grid.doses == pytest.approx((0.0003, 0.0006, 0.0012, 0.0018, 0.0024, 0.003))
    assert study.protocol.grid.units == "mg/kg"


def test_levels_count_from_one_in_the_file(tmp_path: Path) -> None:
    assert load(_changed(tmp_path, "start_level = 1 ", "start_level = 3 ")).protocol.start_level == 2


def test_a_list_gives_each_site_its_own(tmp_path: Path) -> None:
    text = GOOD.replace("sites = 6", "sites = 2").replace("per_month = 0.5", "per_month = [0.5, 1]")
    study = load(_file(tmp_path, text.replace("opening_days = 30", "opening_days = [0, 45]")))
    assert (study.accrual.sites, study.accrual.opening_days, study.accrual.per_month) == (2, (0, 45), (0.5, 1))


def test_an_assumed_truth_has_a_probability_a_level(tmp_path: Path) -> None:
    given = 'kind = "assumed"\np_dlt = [0.01, 0.05, 0.1, 0.1, 0.3, 0.5]'
    study = load(_changed(tmp_path, 'kind = "exposure"\nwindow_days = 7', given))
    assert study.truth == AssumedTruth((0.01, 0.05, 0.1, 0.1, 0.3, 0.5))


def test_a_mechanism_has_a_site_of_action_on_platelets(tmp_path: Path) -> None:
    exposure = 'kind = "exposure"\nwindow_days = 7'
    assert load(_changed(tmp_path, exposure, 'kind = "mechanism"')).truth == MechanismTruth("circulation")
    study = load(_changed(tmp_path, exposure, 'kind = "mechanism"\nsite = "release"'))
    assert study.truth == MechanismTruth("release")
    assert "[truth]" not in {said.where for said in study.stated if "site" in said.what}


def test_files_that_the_study_names_are_looked_for_beside_it(tmp_path: Path) -> None:
    own = packaged("molecule/library/t-dm1.toml").read_text(encoding="utf-8").replace('"t-dm1"', '"mine"', 1)
    (tmp_path / "molecule.toml").write_text(own, encoding="utf-8")
    people = packaged("patient/library/us-2013.toml").read_text(encoding="utf-8").replace('"us-2013"', '"here"', 1)
    (tmp_path / "people.toml").write_text(people, encoding="utf-8")
    text = GOOD.replace('molecule = "imgn289"', 'molecule = "molecule.toml"')
    study = load(_file(tmp_path, text.replace('population = "us-2013"', 'population = "people.toml"')))
    assert (study.molecule.name, study.population.name) == ("mine", "here")


REFUSED = {
    "misspelt key": ("seed = 1 ", "sede = 1 ", r'\[study\] sede: there is no such key\. Did you mean "seed"\?'),
    "misspelt table": ("[accrual]", "[acrual]", r'acrual: there is no such key\. Did you mean "accrual"\?'),
    "negative dose": ("values = [0.3,", "values = [-0.3,", r"\[doses\] level 1 = -0\.3 mg/kg: a dose is a positive"),
    "dose that is no number": ("values = [0.3,", "values = [nan,", r"\[doses\] level 1 = nan mg/kg"),
    "doses out of order": ("values = [0.3,", "values = [0.9,", r"\[doses\] level 2 = 0\.6 is not above level 1"),
    "flat dose": ('unit = "mg/kg"', 'unit = "mg"', r'\[doses\] unit is given in "mg", which cannot become mg/kg'),
    "no unit": ('unit = "mg/kg"', 'unit = "mgkg"', r'\[doses\] unit: "mgkg" is not a unit'),
    "unknown molecule": (
        '"imgn289"      #',
        '"imgn298"      #',
        r'molecule: There is no molecule named "imgn298"\. Did',
    ),
    "missing molecule": (
        '"imgn289"      #',
        '"m.toml"      #',
        r"\[study\] molecule: .*m\.toml: there is no such file",
    ),
    "unknown population": ('"us-2013"', '"us-2012"', r'\[study\] population: There is no population named "us-2012"'),
    "unknown indication": ('name = "NSCLC"', 'name = "NSCL"', r'\[\[indications\]\] 1: Indication "NSCL" is not in'),
    "shares": ("share = 0.4", "share = 0.5", r"\[\[indications\]\] the shares add up to 1\.1"),
    "negative share": ("share = 0.4", "share = -0.4", r"\[\[indications\]\] 2: share = -0\.4"),
    "negative seed": ("seed = 1 ", "seed = -1 ", r"\[study\] seed = -1"),
    "start level": ("start_level = 1 ", "start_level = 7 ", r"\[doses\] start_level = 7: the trial has levels 1 to 6"),
    "cohort size": ("cohort_size = 3", "cohort_size = 0", r"\[escalation\] cohort_size = 0"),
    "wrong unit in text": (
        "infusion_hours = 1.5",
        'infusion_hours = "9 kg"',
        r"\[schedule\] infusion_hours is given in",
    ),
    "unknown design": ('name = "boin"', 'name = "bion"', r'\[escalation\.design\].*"bion" is not known\. Did you mean'),
    "unknown option": ("target = 0.3\n", "targt = 0.3\n", r"\[escalation\.design\].*targt"),
    "impossible option": ("target = 0.3\n", "target = 1.3\n", "target"),
    "unknown rule": (
        'name = "no-skipping"',
        'name = "no-skiping"',
        r'\[\[escalation\.rules\]\] 1.*Did you mean "no-sk',
    ),
    "no sites": ("sites = 6", "sites = 0", r"\[accrual\] sites = 0"),
    "rates for other sites": ("per_month = 0.5", "per_month = [0.5, 1]", r"per_month has 2 values for 6 sites"),
    "rate below zero": ("per_month = 0.5", "per_month = -0.5", r"\[accrual\] per_month: a site finds a positive"),
    "opening before the trial": ("opening_days = 30", "opening_days = -30", r"\[accrual\] opening_days: a site opens"),
    "hardly anybody": ("per_month = 0.5", "per_month = 1e-300", r"patients a month, 0\.001 to 1000"),
    "a crowd": ("per_month = 0.5", "per_month = 1e300", r"patients a month, 0\.001 to 1000"),
    "opening after a hundred years": ("opening_days = 30", "opening_days = 1e300", r"a site opens on day 0 to 36525"),
    "mechanism with a window": ('kind = "exposure"', 'kind = "mechanism"', r"window_days has no meaning .* takes site"),
    "site without mechanism": ("window_days = 7\n", 'site = "release"\n', r"\[truth\] site has no meaning for"),
    "unknown site": (
        'kind = "exposure"\nwindow_days = 7',
        'kind = "mechanism"\nsite = "liver"',
        r'site = "liver" is not',
    ),
    "unknown truth": ('kind = "exposure"', 'kind = "expose"', r'\[truth\] kind = "expose" is not known'),
    "truth without numbers": ('kind = "exposure"\nwindow_days = 7', 'kind = "assumed"', r"needs p_dlt"),
    "truth with both": ("window_days = 7\n", "window_days = 7\np_dlt = [0.1]\n", r"\[truth\] p_dlt has no meaning"),
    "truth of other levels": (
        'kind = "exposure"\nwindow_days = 7',
        'kind = "assumed"\np_dlt = [0.1, 0.2]',
        r"\[truth\] p_dlt has 2 values for 6 dose levels",
    ),
    "truth above one": (
        'kind = "exposure"\nwindow_days = 7',
        'kind = "assumed"\np_dlt = [0, 0, 0, 0, 0, 2]',
        r"\[truth\] p_dlt of level 6 = 2",
    ),
    "truth that falls": (
        'kind = "exposure"\nwindow_days = 7',
        'kind = "assumed"\np_dlt = [0.2, 0.1, 0.2, 0.2, 0.2, 0.2]',
        r"\[truth\] p_dlt of level 2 = 0\.1 is below level 1",
    ),
    "window below zero": ("window_days = 7\n", "window_days = -7\n", r"\[truth\] window_days = -7"),
    "window beyond the DLTs'": (
        "window_days = 7\n",
        "window_days = 22\n",
        r"\[truth\] window_days = 22: exposure counts",
    ),
    "DLT window of years": ("window_days = 21 ", "window_days = 731 ", r"\[dlt\] window_days = 731: .* at most 730"),
    "cycle of years": ("cycle_days = 21", "cycle_days = 731", r"\[schedule\] cycle_days = 731: .* at most 730"),
    "doses too close": ("every_days = 7 ", 'every_days = "5 h" ', r"every_days = 0\.208333: .* at least 6 hours"),
    "doses without end": ("cycle_days = 21", "cycle_days = 701", r"cycle_days = 701 .* more than 100 doses"),
    "many sites": ("sites = 6", "sites = 100000", r"\[accrual\] sites = 100000: a trial has 1 to 1000"),
    "many patients": ("max_patients = 36", "max_patients = 1001", r"max_patients = 1001: .* at most 1000 patients"),
    "large cohort": ("null = 0.10 ", "n = 301\nnull = 0.10 ", r"\[\[expansion\]\] 1: n = 301: .* 1 to 300 patients"),
    "many levels": (
        "values = [0.3,",
        f"values = [{', '.join(f'0.{k}' for k in range(100, 145))}, 0.3,",
        r"\[doses\] values has 51 levels: a trial has at most 50",
    ),
    "response rates": ("null = 0.10 ", "null = 0.50 ", r"\[\[expansion\]\] 1: null = 0\.5 and target = 0\.3"),
    "unknown subtype": (
        "null = 0.10 ",
        'subtype = "SC"\nnull = 0.10 ',
        r'\[\[expansion\]\] 1 subtype = "SC": SCCHN has all',
    ),
    "cohort too small": ("null = 0.10 ", "n = 5\nnull = 0.10 ", r"\[\[expansion\]\] 1: .*no design with n <= 5"),
    "unknown provenance": (
        'provenance = "assumed"',
        'provenance = "guess"',
        r'\[doses\] provenance = "guess" is not known',
    ),
    "no source": ('source = "an example: say why these doses"', "", r"\[doses\]: source is missing"),
}


@pytest.mark.parametrize(("old", "new", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_study_that_cannot_be_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = _changed(tmp_path, old, new)
    with pytest.raises(FirstDoseError, match=message) as found:
        load(path)
    assert all(line.startswith(f"{path}: ") for line in str(found.value).splitlines())


def test_provenance_is_checked_in_design_and_rules_too(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r'\[escalation.design\] provenance = "guess" is not known'):
        load(_changed(tmp_path, 'name = "boin"', 'name = "boin"\nprovenance = "guess"'))
    with pytest.raises(StudyError, match=r"\[\[escalation.rules\]\] 1 source is missing"):
        load(_changed(tmp_path, 'name = "no-skipping"', 'name = "no-skipping"\nprovenance = "assumed"'))


def test_an_empty_list_of_criteria_is_refused(tmp_path: Path) -> None:
    start, end = GOOD.index("criteria = ["), GOOD.index("[escalation]")
    with pytest.raises(StudyError, match=r"\[dlt\] criteria is empty"):
        load(_file(tmp_path, f"{GOOD[:start]}criteria = []\n{GOOD[end:]}"))


def test_all_problems_of_the_tables_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("values = [0.3,", "values = [-0.3,").replace("cycle_days = 21", "cycle_days = 0")
    with pytest.raises(StudyError) as found:
        load(_file(tmp_path, text.replace("seed = 1 ", 'seed = "1" ')))
    assert [line.split(": ")[1].split("]")[0] for line in str(found.value).splitlines()] == [
        "[study",
        "[doses",
        "[schedule",
    ]


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"[study\n", b"\xff\xfe"])
def test_a_file_that_is_no_study_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(StudyError, match=str(path)):
        load(path)


def test_a_missing_file_a_folder_and_an_unknown_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"none\.toml: there is no such file"):
        load(tmp_path / "none.toml")
    with pytest.raises(StudyError, match="is a folder"):
        load(tmp_path)
    with pytest.raises(StudyError, match='There is no study named "imgn288". Did you mean "imgn289"'):
        load("imgn288")


def test_an_indication_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r'\[\[indications\]\] name = "NSCLC" stands more than once'):
        load(_file(tmp_path, GOOD.replace('name = "SCCHN"\nshare', 'name = "NSCLC"\nshare')))


def test_a_cohort_that_stands_twice_is_refused(tmp_path: Path) -> None:
    cohort = GOOD[GOOD.index("[[expansion]]") :]
    with pytest.raises(StudyError, match=r'\[\[expansion\]\] name = ".*" stands more than once'):
        load(_file(tmp_path, f"{GOOD}\n{cohort}"))


def test_a_mark_of_byte_order_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load(path).name == "good"


def test_a_study_without_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r'\[study\] name = "": a study has a name'):
        load(_file(tmp_path, GOOD.replace('name = "good"', 'name = " "', 1)))
