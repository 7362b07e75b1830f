import gzip
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from firstdose.data import read_folder, read_table, table, write_table
from firstdose.errors import DataError, MissingExtraError


def saved(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_every_cell_of_a_csv_is_text_as_it_stands(tmp_path: Path) -> None:
    path = saved(tmp_path, "ae.csv", '\ufeffA,B\r\n01,"x, ""y"""\r\n,NA\r\n"",.\r\n\r\n')
    assert read_table(path).to_dict(as_series=False) == {"A": ["01", None, None], "B": ['x, "y"', "NA", "."]}


def test_a_gzipped_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    packed = gzip.compress(b"A\n1\n", mtime=0)
    for name in ("a.csv.gz", "b.CSV", "c.csv"):
        assert read_table(saved(tmp_path, name, packed))["A"].to_list() == ["1"]


def test_lines_that_end_as_they_did_on_a_macintosh(tmp_path: Path) -> None:
    assert read_table(saved(tmp_path, "a.csv", "A,B\r1,2\r3,4\r"))["B"].to_list() == ["2", "4"]


def test_tabs(tmp_path: Path) -> None:
    assert read_table(saved(tmp_path, "a.tsv", "A\tB\n1,5\t2\n")).row(0) == ("1,5", "2")


def test_names_only_is_a_table_without_rows(tmp_path: Path) -> None:
    found = read_table(saved(tmp_path, "a.csv", "USUBJID,AESEQ\n"))
    assert found.columns == ["USUBJID", "AESEQ"]
    assert found.is_empty()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"", "is empty. Save the table with the names of its columns"),
        ("a.csv", b" \n\n", "is empty"),
        ("a.csv", "A,B\n1,2\nü,3\n".encode("latin-1"), "line 3 is not UTF-8 text. Save the file as UTF-8"),
        ("a.csv", b"A,B,A\n1,2,3\n", 'line 1: column "A" stands twice'),
        ("a.csv", b"A,B\n1,2\n3\n", "line 3 has 1 cells, and line 1 has 2. Give every line 2 cells"),
        ("a.csv", b"A,B\n1,2\n3,4,5\n", "line 3 has 3 cells"),
        ("a.csv", b'A,B\n"1\n2",3\n4\n', "line 4 has 1 cells"),
        ("a.csv", b"A;B\n1;2\n", "columns are parted by semicolons. Save the table with commas"),
        ("a.csv", b"A\tB\n1\t2\n", "columns are parted by tabs"),
        ("a.tsv", b"A,B\n1,2\n", "columns are parted by commas. Save the table with tabs"),
        ("a.csv", "A,B\n1,2\n".encode("utf-16-be"), "line 1 is not UTF-8 text"),
        ("a.csv", b"A,B\n1,2\n3,\0\n", "line 3 is not UTF-8 text"),
        ("a.csv", b"\nA,B\n1,2\n", "line 1 is blank. Give the names"),
        ("a.csv", b'A,B\n1,2\n3,"4\n5,6\n', "line 3 cannot be read: unexpected end of data. Close every quote"),
        ("a.csv", b'A,B\n1,"2"x\n', "line 2 cannot be read"),
        ("a.csv", b'A,B\n1,"' + b"x" * 200_000 + b'"\n', "line 2 cannot be read: field larger than field limit"),
        (
            "a.csv.gz",
            gzip.compress(b"A\n1\n" * 999, mtime=0)[:20] + b"rubbish" * 9,
            "is damaged: it cannot be unpacked",
        ),
        ("a.tsv", b"A\tB\n1\n", "text with a tab in it stands in double quotes"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00rubbish", "is damaged: it cannot be unpacked"),
        ("a.parquet", b"no parquet", "is no Parquet file"),
        ("a.xpt", b"no transport file", "is no SAS transport file"),
        ("a.xlsx", b"x", "ends in .xlsx, which is not read. Save the table as one of .csv"),
        ("a", b"x", "ends in nothing"),
        ("a.json", b"{", "line 1 is no JSON"),
        ("a.json", b'{"x": 1}', 'is no Dataset-JSON 1.1: it has no "columns"'),
        ("a.json", b"[1]", "is no Dataset-JSON 1.1"),
        ("a.json", b'{"columns": null}', "is no Dataset-JSON 1.1"),
        ("a.json", b'{"columns": ["A"]}', "is no Dataset-JSON 1.1"),
        ("a.json", b'{"columns": [{"name": "A"}], "rows": 5}', '"rows" is no list of rows'),
        ("a.json", b"[" * 100_000, "line 1 is no JSON"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = saved(tmp_path, name, content)
    with pytest.raises(DataError) as told:
        read_table(path)
    assert str(told.value).startswith(str(path))
    assert says in str(told.value)


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    assert read_table(saved(tmp_path, "a.csv", "A,B\n1,2\n\n3,4\n"))["A"].to_list() == ["1", "3"]


def _dataset(**changed: Any) -> str:
    columns = [
        {"name": "USUBJID", "dataType": "string"},
        {"name": "AGE", "dataType": "integer"},
        {"name": "AVAL", "dataType": "decimal"},
        {"name": "ADT", "dataType": "date", "targetDataType": "integer"},
        {"name": "ADTM", "dataType": "datetime", "targetDataType": "integer"},
        {"name": "AESTDTC", "dataType": "date"},
    ]
    rows = [["1", 5, "1.5", "2024-01-02", "2024-01-02T10:00:00", "2024-01"], ["", None, "", None, None, ""]]
    return json.dumps({"datasetJSONVersion": "1.1.0", "columns": columns, "records": 2, "rows": rows} | changed)


def test_dataset_json_has_types(tmp_path: Path) -> None:
    found = read_table(saved(tmp_path, "a.json", _dataset()))
    assert found.row(0) == ("1", 5, 1.5, date(2024, 1, 2), datetime(2024, 1, 2, 10), "2024-01")
    assert found.row(1) == (None,) * 6


def test_ndjson_is_the_same_table(tmp_path: Path) -> None:
    whole = json.loads(_dataset())
    rows = whole.pop("rows")
    lines = "\n".join(json.dumps(line) for line in [whole, *rows])
    one = read_table(saved(tmp_path, "a.ndjson", lines))
    assert one.equals(read_table(saved(tmp_path, "a.json", _dataset())))
    assert read_table(saved(tmp_path, "b.ndjson.gz", gzip.compress(lines.encode(), mtime=0))).equals(one)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"records": 3}, "has 2 rows, and says records = 3"),
        ({"rows": [["1"]], "records": 1}, "row 1 has 1 values, and 6 columns are declared"),
        ({"rows": [7], "records": 1}, "row 1 has no list of values"),
        ({"columns": [{"dataType": "string"}]}, "column 1 has no name"),
        ({"columns": [{"name": "A"}, {"name": "A"}]}, 'column "A" stands twice'),
        ({"columns": [{"name": "A", "dataType": "integer"}], "rows": [["x"]], "records": 1}, "A is declared integer"),
    ],
)
def test_a_dataset_json_that_contradicts_itself_is_refused(tmp_path: Path, changed: dict[str, Any], says: str) -> None:
    with pytest.raises(DataError, match=says):
        read_table(saved(tmp_path, "a.json", _dataset(**changed)))


@pytest.mark.parametrize("version", [5, 8])
def test_sas_transport(tmp_path: Path, version: int) -> None:
    pyreadstat, pd = pytest.importorskip("pyreadstat"), pytest.importorskip("pandas")
    frame = pd.DataFrame({"USUBJID": ["01", ""], "AVAL": [1.5, None], "ADT": [date(2024, 1, 2), None]})
    pyreadstat.write_xport(frame, str(tmp_path / "adlb.xpt"), file_format_version=version)
    found = read_table(tmp_path / "adlb.xpt")
    assert found.to_dict(as_series=False) == {
        "USUBJID": ["01", None],
        "AVAL": [1.5, None],
        "ADT": [date(2024, 1, 2), None],
    }


def test_sas_transport_without_its_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'firstdose\[xpt\]'"):
        read_table(saved(tmp_path, "a.xpt", b"x"))


def test_a_folder_is_its_domains(tmp_path: Path) -> None:
    saved(tmp_path, "DM.csv", "USUBJID\n1\n")
    saved(tmp_path, "adae.json.gz", gzip.compress(_dataset().encode()))
    saved(tmp_path, "README.md", "x")
    saved(tmp_path, ".hidden.csv", "")
    (tmp_path / "more.csv").mkdir()
    assert {name: frame.height for name, frame in read_folder(tmp_path).items()} == {"dm": 1, "adae": 2}
    assert list(read_folder(tmp_path, names=("dm", "ae"))) == ["dm"]


def test_two_files_of_one_domain_are_refused(tmp_path: Path) -> None:
    saved(tmp_path, "DM.csv", "USUBJID\n1\n")
    saved(tmp_path, "dm.csv.gz", gzip.compress(b"USUBJID\n1\n", mtime=0))
    with pytest.raises(DataError, match="has DM.csv and dm.csv.gz: both are dm. Remove one of them"):
        read_folder(tmp_path)


def test_what_is_no_folder_of_datasets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"has no dataset. Put files in it that end in .csv"):
        read_folder(tmp_path)
    with pytest.raises(DataError, match="is no folder"):
        read_folder(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.tsv", "a.parquet"])
def test_a_saved_table_reads_back(tmp_path: Path, name: str) -> None:
    frame = pl.DataFrame({"A": ["x, y", None], "AVAL": [0.1, None], "ADT": [date(2024, 1, 2), None]})
    write_table(frame, tmp_path / name)
    found = read_table(tmp_path / name)
    assert found.equals(frame if name.endswith("parquet") else frame.cast(pl.String))


def test_a_table_is_saved_in_a_known_kind_only(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="ends in .xlsx. Give it the ending .csv"):
        write_table(pl.DataFrame({"A": [1]}), tmp_path / "a.xlsx")


def test_pandas_of_any_dtype() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(
        {
            "text": ["a", None],
            "category": pd.Categorical(["x", None]),
            "nullable": pd.array([1, None], dtype="Int64"),
            "truth": pd.array([True, None], dtype="boolean"),
            "string": pd.array(["s", None], dtype="string"),
            "number": [1.5, float("nan")],
            "moment": pd.to_datetime(["2024-01-02 10:00", None]),
            "zone": pd.to_datetime(["2024-01-02 23:00+02:00", None]),
            "mixed": [1, "a"],
            "whole": pd.array([1, 2], dtype="Int64"),
            "nothing": [None, None],
        }
    )
    assert table(frame).row(0) == (
        "a",
        "x",
        1,
        True,
        "s",
        1.5,
        datetime(2024, 1, 2, 10),
        datetime(2024, 1, 2, 23),
        "1",
        1,
        None,
    )
    assert table(frame).row(1) == (None,) * 8 + ("a", 2, None)


def test_a_named_index_of_pandas_is_a_column() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"USUBJID": ["1"], "AGE": [50]})
    assert table(frame.set_index("USUBJID")).columns == ["USUBJID", "AGE"]
    assert table(frame).columns == ["USUBJID", "AGE"]


def test_a_pandas_column_that_stands_twice_is_refused() -> None:
    pd = pytest.importorskip("pandas")
    with pytest.raises(DataError, match='DM: column "A" stands twice'):
        table(pd.DataFrame([[1, 2]], columns=["A", "A"]), "DM")


def test_polars_frames_keep_their_columns() -> None:
    frame = pl.DataFrame({"A": ["x"], "B": [1]}).with_columns(pl.col("A").cast(pl.Categorical))
    assert table(frame).schema == {"A": pl.String, "B": pl.Int64}
    assert table(frame.lazy()).equals(table(frame))


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(DataError, match="^RS is int, which is no table. Give a polars or pandas frame, or the path"):
        table(7, "RS")  # type: ignore[arg-type]
