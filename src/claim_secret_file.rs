//! The secret of claim codes: from the configuration, or created once in a file beside the database.
//! `adapter-orders` derives the codes from it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use adapter_orders::{ClaimSecret, ClaimSecrets};

use crate::config::Config;
use crate::exit::Failure;

const FILE_NAME: &str = "claim-secret";

const RANDOM_BYTES: usize = 32;

/// The file of the secret, if none is configured.
pub(crate) fn path_beside(database: &Path) -> PathBuf {
    database.with_file_name(FILE_NAME)
}

/// The secrets of claim codes. Creates the file if no secret is configured and the file is missing.
pub(crate) fn claim_secrets(config: &Config, database: &Path) -> Result<ClaimSecrets, Failure> {
    let current = match &config.claim_secret {
        Some(configured) => configured.clone(),
        None => kept(&path_beside(database))?,
    };
    Ok(ClaimSecrets::new(current, config.earlier_claim_secrets.clone()))
}

/// The same, without creating the file.
pub(crate) fn claim_secrets_if_any(
    config: &Config,
    database: &Path,
) -> Result<Option<ClaimSecrets>, Failure> {
    if config.claim_secret.is_none() && !path_beside(database).exists() {
        return Ok(None);
    }
    claim_secrets(config, database).map(Some)
}

fn kept(path: &Path) -> Result<ClaimSecret, Failure> {
    let problem = |problem: &str| {
        Failure::input(format!("the file {} with the secret of claim codes {problem}", path.display()))
    };
    let io_problem = |error: io::Error| problem(&format!("cannot be used: {error}"));
    if !path.try_exists().map_err(io_problem)? {
        make(path).map_err(io_problem)?;
    }
    let found = fs::metadata(path).map_err(io_problem)?;
    if can_others_read(&found) {
        let name = path.display();
        return Err(problem(&format!("can be read by others; run `chmod 600 {name}`, or make a new secret")));
    }
    let text = fs::read_to_string(path).map_err(io_problem)?;
    ClaimSecret::new(&text).map_err(|short| {
        let wanted = ClaimSecret::MIN_CHARS;
        problem(&format!(
            "holds {} characters and at least {wanted} are needed; restore it from where you keep a copy",
            short.chars
        ))
    })
}

/// Creates the file atomically, and keeps the file of another process that was faster.
fn make(path: &Path) -> io::Result<()> {
    let mut random = [0_u8; RANDOM_BYTES];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let text: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Temporary files are readable by their owner alone from the start.
    let mut file = tempfile::Builder::new().prefix(".claim-secret-").tempfile_in(folder)?;
    writeln!(file, "{text}")?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => {
            log::info!(
                "made a secret for claim codes in {}; keep a copy of it apart from the database",
                path.display()
            );
            Ok(())
        }
        Err(persist) if persist.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(persist) => Err(persist.error),
    }
}

#[cfg(unix)]
fn can_others_read(file: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.permissions().mode() & 0o077 != 0
}

/// Only Unix has permission bits to check.
#[cfg(not(unix))]
fn can_others_read(_: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_then_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = path_beside(&folder.path().join("tallybook.db"));
        let made = kept(&path).unwrap();
        assert_eq!(kept(&path).unwrap().id(), made.id());
        assert_eq!(fs::read_to_string(&path).unwrap().trim().len(), 2 * RANDOM_BYTES);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn callers_at_the_same_time_get_the_same_secret() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(FILE_NAME);
            let start = std::sync::Barrier::new(8);
            let ask = || {
                start.wait();
                kept(&path).unwrap().id()
            };
            let ids = std::thread::scope(|scope| {
                let callers: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
                callers.into_iter().map(|caller| caller.join().unwrap()).collect::<Vec<_>>()
            });
            assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        kept(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let sentence = kept(&path).unwrap_err().to_string();
        assert!(sentence.contains("can be read by others; run `chmod 600"), "{sentence}");
    }

    #[test]
    fn a_secret_that_is_cut_off_is_refused_without_repeating_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        kept(&path).unwrap();
        fs::write(&path, "cut off").unwrap();
        let sentence = kept(&path).unwrap_err().to_string();
        assert!(sentence.contains("holds 7 characters and at least 32 are needed"), "{sentence}");
        assert!(!sentence.contains("cut off"), "{sentence}");
    }
}
