//! The fonts of a folder: which characters each has is read at the start, and a file whole when it is first needed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use skrifa::raw::tables::cmap::Cmap;
use skrifa::raw::{FontData, FontRead};

use super::face::{Face, Ink};

/// The most fonts of a folder: the table of characters of each is held in memory.
const MAX_FONTS: usize = 2_000;

/// The most files and folders that are looked at.
const MAX_ENTRIES: usize = 20_000;

/// The largest table of characters that is read; that of a font for all of Han has 0.4 MB.
const MAX_TABLE_BYTES: u32 = 4 * 1024 * 1024;

/// The most bytes of font files in memory.
const MAX_LOADED_BYTES: u64 = 128 * 1024 * 1024;

/// A folder of fonts cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The folder cannot be read.
    #[error("the folder of fonts {} cannot be read; name a folder that is there, or none", .folder.display())]
    Unreadable {
        /// The folder.
        folder: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The folder has no fonts.
    #[error("the folder of fonts {} has no .ttf, .otf or .ttc file that can be read; name another, or none", .0.display())]
    Empty(PathBuf),
    /// The folder has too many files.
    #[error("the folder of fonts {} has more than {MAX_FONTS} fonts or {MAX_ENTRIES} files; name one with fewer", .0.display())]
    TooMany(PathBuf),
}

pub(super) struct Folder {
    fonts: Vec<FontFile>,
    loaded: Mutex<Loaded>,
}

struct FontFile {
    path: PathBuf,
    bytes: u64,
    /// The table of its characters.
    cmap: Vec<u8>,
}

#[derive(Default)]
struct Loaded {
    /// `None` for a file that could not be loaded: it is not tried again.
    faces: HashMap<usize, Option<Arc<Face>>>,
    bytes: u64,
}

impl Folder {
    /// Reads which characters the fonts have. Regular weights come before others, else by path.
    pub(super) fn open(folder: &Path) -> Result<Folder, FolderError> {
        let unreadable = |source| FolderError::Unreadable { folder: folder.to_owned(), source };
        let mut paths = Vec::new();
        let mut open = vec![folder.to_owned()];
        let mut entries = 0;
        while let Some(next) = open.pop() {
            // Of a subfolder that cannot be read, nothing is taken.
            let list = match fs::read_dir(&next) {
                Ok(list) => list,
                Err(error) if next == folder => return Err(unreadable(error)),
                Err(_) => continue,
            };
            for entry in list.flatten() {
                entries += 1;
                let path = entry.path();
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => open.push(path),
                    _ if is_font(&path) => paths.push(path),
                    _ => {}
                }
            }
            if entries > MAX_ENTRIES || paths.len() > MAX_FONTS {
                return Err(FolderError::TooMany(folder.to_owned()));
            }
        }
        paths.sort_by_cached_key(|path| (!path.to_string_lossy().contains("Regular"), path.clone()));
        let fonts: Vec<FontFile> = paths.into_iter().filter_map(FontFile::read).collect();
        if fonts.is_empty() {
            return Err(FolderError::Empty(folder.to_owned()));
        }
        Ok(Folder { fonts, loaded: Mutex::default() })
    }

    /// The first font with all of some characters.
    pub(super) fn face_of(&self, chars: Vec<char>) -> Option<Arc<Face>> {
        if chars.is_empty() {
            return None;
        }
        self.fonts
            .iter()
            .enumerate()
            .filter(|(_, font)| font.has(&chars))
            .find_map(|(index, font)| self.load(index, font))
    }

    fn load(&self, index: usize, font: &FontFile) -> Option<Arc<Face>> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(face) = loaded.faces.get(&index) {
            return face.clone();
        }
        let face = if loaded.bytes + font.bytes > MAX_LOADED_BYTES {
            log::warn!("{} is not read: the fonts in memory have 128 MB already", font.path.display());
            None
        } else {
            loaded.bytes += font.bytes;
            font.load().map(Arc::new)
        };
        loaded.faces.insert(index, face.clone());
        face
    }
}

impl FontFile {
    fn read(path: PathBuf) -> Option<FontFile> {
        let read = || -> io::Result<Option<FontFile>> {
            let mut file = File::open(&path)?;
            let bytes = file.metadata()?.len();
            let cmap = cmap(&mut file)?;
            Ok(cmap.map(|cmap| FontFile { path: path.clone(), bytes, cmap }))
        };
        match read() {
            Ok(Some(font)) => Some(font),
            Ok(None) => {
                log::warn!("{} is no font with characters", path.display());
                None
            }
            Err(error) => {
                log::warn!("the font {} cannot be read: {error}", path.display());
                None
            }
        }
    }

    fn has(&self, chars: &[char]) -> bool {
        let Ok(cmap) = Cmap::read(FontData::new(&self.cmap)) else { return false };
        chars.iter().all(|c| cmap.map_codepoint(*c).is_some_and(|glyph| glyph.to_u32() != 0))
    }

    fn load(&self) -> Option<Face> {
        let file = fs::read(&self.path)
            .inspect_err(|error| log::warn!("the font {} cannot be read: {error}", self.path.display()))
            .ok()?;
        Face::outlines(Cow::Owned(file), 0, Ink::Regular)
    }
}

/// The table of characters of the first font in a file.
fn cmap(file: &mut File) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; 16];
    file.read_exact(&mut head)?;
    let mut start = 0;
    if head.starts_with(b"ttcf") {
        start = word(&head, 12);
        file.seek(SeekFrom::Start(start.into()))?;
        file.read_exact(&mut head[..12])?;
    }
    file.seek(SeekFrom::Start(u64::from(start) + 12))?;
    for _ in 0..u16::from_be_bytes([head[4], head[5]]) {
        let mut record = [0; 16];
        file.read_exact(&mut record)?;
        let (offset, length) = (word(&record, 8), word(&record, 12));
        if record.starts_with(b"cmap") && length <= MAX_TABLE_BYTES {
            file.seek(SeekFrom::Start(offset.into()))?;
            let mut table = vec![0; length as usize];
            file.read_exact(&mut table)?;
            return Ok(Some(table));
        }
    }
    Ok(None)
}

fn word(bytes: &[u8; 16], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn is_font(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        ["ttf", "otf", "ttc"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    })
}

impl fmt::Debug for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Folder({} fonts)", self.fonts.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn a_font_of_a_subfolder_draws_what_it_has() {
        let folder = folder();
        let below = folder.path().join("below");
        fs::create_dir(&below).unwrap();
        fs::write(below.join("text.TTF"), epaint_default_fonts::UBUNTU_LIGHT).unwrap();
        fs::write(folder.path().join("broken.ttf"), "no font").unwrap();
        fs::write(folder.path().join("notes.txt"), "no font either").unwrap();
        let fonts = Folder::open(folder.path()).unwrap();
        assert_eq!(fonts.fonts.len(), 1);
        let face = fonts.face_of(vec!['Z', 'ë']).unwrap();
        assert!(face.has('Z') && Arc::ptr_eq(&face, &fonts.face_of(vec!['Ж']).unwrap()));
        assert!(fonts.face_of(vec!['Z', '王']).is_none());
    }

    #[test]
    fn a_regular_weight_comes_first() {
        let folder = folder();
        for name in ["A-Bold.ttf", "A-Regular.ttf", "A-Thin.otf"] {
            fs::write(folder.path().join(name), epaint_default_fonts::UBUNTU_LIGHT).unwrap();
        }
        let fonts = Folder::open(folder.path()).unwrap();
        assert!(fonts.fonts[0].path.ends_with("A-Regular.ttf"));
    }

    #[test]
    fn a_font_that_is_gone_since_the_start_is_left_out() {
        let folder = folder();
        let path = folder.path().join("text.ttf");
        fs::write(&path, epaint_default_fonts::UBUNTU_LIGHT).unwrap();
        let fonts = Folder::open(folder.path()).unwrap();
        fs::remove_file(&path).unwrap();
        assert!(fonts.face_of(vec!['Z']).is_none());
    }

    #[test]
    fn a_folder_without_fonts_is_refused_by_name() {
        let folder = folder();
        let error = Folder::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("has no .ttf, .otf or .ttc file"), "{error}");
        let missing = folder.path().join("missing");
        let error = Folder::open(&missing).unwrap_err().to_string();
        assert!(error.contains("missing") && error.contains("cannot be read"), "{error}");
    }
}
