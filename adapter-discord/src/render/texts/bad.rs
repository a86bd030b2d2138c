//! Errors in language files: the file, the line, and what to do.

use std::fmt;

/// A problem in a language file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadText {
    /// The file, such as `de.ftl`.
    pub file: String,
    /// The line, from 1; 0 if it concerns the whole file.
    pub line: usize,
    /// The problem.
    pub problem: String,
}

/// All problems of the language files.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the texts cannot be used:{}", list(.problems))]
pub struct BadTexts {
    problems: Vec<BadText>,
}

impl BadTexts {
    /// The problems, at least one.
    pub fn problems(&self) -> &[BadText] {
        &self.problems
    }
}

impl From<Vec<BadText>> for BadTexts {
    fn from(problems: Vec<BadText>) -> Self {
        BadTexts { problems }
    }
}

impl BadText {
    pub(super) fn new(file: impl Into<String>, line: usize, problem: impl Into<String>) -> BadText {
        BadText { file: file.into(), line, problem: problem.into() }
    }
}

impl fmt::Display for BadText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "texts/{}: {}", self.file, self.problem),
            line => write!(f, "texts/{}:{line}: {}", self.file, self.problem),
        }
    }
}

fn list(problems: &[BadText]) -> String {
    problems.iter().map(|problem| format!("\n  {problem}")).collect()
}
