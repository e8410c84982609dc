//! The scenarios in `tests/cmd`: a command, what it prints, and its exit status.
//!
//! `TRYCMD=overwrite cargo test -p medpol` writes down what is printed now; read the difference.

#[test]
fn scenarios() {
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .case("tests/cmd/*.trycmd")
        .case("tests/cmd/*.toml");
}
