//! What is wrong with language files: which file, which line, and what to do about it.

use std::fmt;

/// Something in a language file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadText {
    /// The file, such as `de.ftl`.
    pub file: String,
    /// The line in it, from 1; 0 where it is about the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

/// Everything that is wrong with the language files, not only the first of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the texts cannot be used:{}", list(.problems))]
pub struct BadTexts {
    problems: Vec<BadText>,
}

impl BadTexts {
    /// What is wrong, at least one thing.
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
