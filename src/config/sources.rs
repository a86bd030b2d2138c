//! The sources of settings: the environment, then the file `.env`. An empty value counts as missing.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::Display;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result, bail};

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the setting {name} is “{value}”; it takes {expected}")]
pub(crate) struct BadSetting {
    name: &'static str,
    value: String,
    expected: String,
}

impl BadSetting {
    pub(crate) fn new(
        name: &'static str,
        value: impl Into<String>,
        expected: impl Into<String>,
    ) -> BadSetting {
        BadSetting { name, value: value.into(), expected: expected.into() }
    }
}

pub(crate) struct Sources {
    environment: HashMap<OsString, OsString>,
    file: HashMap<String, String>,
}

impl Sources {
    /// The environment of this process, and a file that may be missing.
    pub(crate) fn here(file: &Path) -> Result<Sources> {
        Ok(Sources { environment: std::env::vars_os().collect(), file: read(file)? })
    }

    #[cfg(test)]
    pub(crate) fn of(settings: &[(&str, &str)]) -> Sources {
        let environment = settings.iter().map(|(name, value)| (name.into(), value.into())).collect();
        Sources { environment, file: HashMap::new() }
    }

    /// An existing file, and settings that win over it.
    #[cfg(test)]
    pub(crate) fn of_file(file: &Path, settings: &[(&str, &str)]) -> Sources {
        assert!(file.exists(), "{} is not there", file.display());
        Sources { file: read(file).expect("it can be read"), ..Sources::of(settings) }
    }

    pub(crate) fn text(&self, name: &'static str) -> Result<Option<String>, BadSetting> {
        let text = self.value(name).map(|value| {
            value.into_string().map_err(|value| BadSetting::new(name, value.to_string_lossy(), "UTF-8 text"))
        });
        Ok(text.transpose()?.map(|text| text.trim().to_owned()))
    }

    /// A setting that error messages do not repeat.
    pub(crate) fn secret(&self, name: &'static str) -> Result<Option<String>, BadSetting> {
        self.text(name).map_err(|bad| BadSetting { value: "(hidden)".to_owned(), ..bad })
    }

    /// A setting as a path, in any encoding.
    pub(crate) fn path(&self, name: &'static str) -> Option<PathBuf> {
        self.value(name).map(PathBuf::from)
    }

    /// A setting that is parsed; `expected` describes the accepted values.
    pub(crate) fn parsed<T: FromStr>(
        &self,
        name: &'static str,
        expected: &str,
    ) -> Result<Option<T>, BadSetting> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| BadSetting::new(name, text, expected))
    }

    /// A setting as a whole number within bounds.
    pub(crate) fn number<N>(
        &self,
        name: &'static str,
        range: RangeInclusive<N>,
    ) -> Result<Option<N>, BadSetting>
    where
        N: FromStr + PartialOrd + Display,
    {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        let number = self.parsed(name, &expected)?;
        match number {
            Some(number) if !range.contains(&number) => {
                Err(BadSetting::new(name, number.to_string(), expected))
            }
            number => Ok(number),
        }
    }

    /// A setting that is `true` or `false`; missing means `false`.
    pub(crate) fn switch(&self, name: &'static str) -> Result<bool, BadSetting> {
        Ok(self.parsed(name, "true or false")?.unwrap_or(false))
    }

    fn value(&self, name: &str) -> Option<OsString> {
        let from_file = || self.file.get(name).map(OsString::from);
        let is_something = |value: &OsString| !value.to_string_lossy().trim().is_empty();
        let from_environment = self.environment.get(&OsString::from(name)).cloned();
        from_environment.filter(is_something).or_else(from_file).filter(is_something)
    }
}

fn read(path: &Path) -> Result<HashMap<String, String>> {
    if !path.exists() {
        return Ok(HashMap::new());
    }
    let name = path.display();
    let text =
        fs::read_to_string(path).with_context(|| format!("the settings file {name} cannot be read"))?;
    let mut settings = HashMap::new();
    for setting in dotenvy::from_read_iter(text.as_bytes()) {
        match setting {
            Ok((name, value)) => settings.insert(name, value),
            // The line may hold a secret, so only its number is shown.
            Err(dotenvy::Error::LineParse(piece, _)) => {
                let place = text.lines().position(|line| line.contains(piece.trim()));
                let number = place.map_or(1, |index| index + 1);
                bail!(
                    "line {number} of the settings file {name} is not NAME=value; correct it, with quotes around a value that holds spaces"
                )
            }
            Err(error) => {
                return Err(error).with_context(|| format!("the settings file {name} cannot be read"));
            }
        };
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_file(text: &str) -> Result<Sources> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings");
        fs::write(&path, text).unwrap();
        Ok(Sources {
            environment: HashMap::from([("A".into(), "1".into()), ("B".into(), "".into())]),
            file: read(&path)?,
        })
    }

    #[test]
    fn the_environment_wins_and_an_empty_value_is_none() {
        let sources = in_file("A=2\nB=3\nC=\n# D=4\n").unwrap();
        let text = |name| sources.text(name).unwrap();
        assert_eq!(
            [text("A"), text("B"), text("C"), text("D")],
            [Some("1".into()), Some("3".into()), None, None]
        );
    }

    #[test]
    fn a_broken_line_is_named_by_its_number_and_not_repeated() {
        let error = in_file("A=1\n\nCLAIM_SECRET=very secret\n").err().unwrap().to_string();
        assert!(error.starts_with("line 3 of the settings file"), "{error}");
        assert!(!error.contains("very"), "{error}");
    }

    #[test]
    fn a_missing_file_is_no_problem() {
        assert!(read(Path::new("there is no such file")).unwrap().is_empty());
    }
}
