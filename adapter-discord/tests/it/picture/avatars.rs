//! Valid avatars appear on a card, and invalid ones are left out.

use adapter_discord::render::picture::{Card, Fonts, MAX_AVATAR_BYTES, MAX_AVATAR_SIDE, card};
use proptest::prelude::*;
use resvg::tiny_skia::{Color, Pixmap, PremultipliedColorU8};

/// The first bytes of a GIF, of a JPEG and of a WebP.
const OTHERS: [&[u8]; 3] =
    [b"GIF89a\x01\0\x01\0\x80\0\0", b"\xff\xd8\xff\xe0\0\x10JFIF\0", b"RIFF\x24\0\0\0WEBPVP8 "];

/// A picture with the look of a face.
pub(crate) fn avatar(width: u32, height: u32) -> Vec<u8> {
    let mut pixmap = Pixmap::new(width, height).unwrap();
    pixmap.fill(Color::from_rgba8(0x3d, 0x5a, 0x80, 0xff));
    let skin = PremultipliedColorU8::from_rgba(0xee, 0x6c, 0x4d, 0xff).unwrap();
    let dark = PremultipliedColorU8::from_rgba(0x29, 0x32, 0x41, 0xff).unwrap();
    for y in 0..height {
        for x in 0..width {
            let (u, v) = (x as f32 / width as f32 - 0.5, y as f32 / height as f32 - 0.5);
            let eye = |at: f32| (u - at).powi(2) + (v + 0.08).powi(2) < 0.002;
            let pixel = &mut pixmap.pixels_mut()[(y * width + x) as usize];
            if eye(-0.12) || eye(0.12) {
                *pixel = dark;
            } else if u.powi(2) + v.powi(2) < 0.1 {
                *pixel = skin;
            }
        }
    }
    pixmap.encode_png().unwrap()
}

#[test]
fn a_png_is_shown() {
    for (width, height) in [(256, 256), (1, 1), (16, 64), (MAX_AVATAR_SIDE, 300)] {
        assert!(is_shown(&avatar(width, height)), "{width} by {height}");
    }
}

#[test]
fn an_avatar_that_is_no_png_leaves_the_initial() {
    for other in OTHERS {
        assert!(!is_shown(other));
    }
    assert!(!is_shown(b""));
    assert!(!is_shown(b"<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>"));
}

#[test]
fn a_png_that_is_too_large_leaves_the_initial() {
    assert!(!is_shown(&avatar(MAX_AVATAR_SIDE + 1, 16)));
    assert!(!is_shown(&avatar(16, MAX_AVATAR_SIDE + 1)));
    let mut heavy = avatar(16, 16);
    heavy.resize(MAX_AVATAR_BYTES + 1, 0);
    assert!(!is_shown(&heavy));
}

#[test]
fn a_png_that_claims_to_be_enormous_is_not_decoded() {
    let mut bomb = avatar(64, 64);
    for (width, height) in [(u32::MAX, u32::MAX), (60_000, 60_000), (0, 64), (1, u32::MAX)] {
        bomb[16..20].copy_from_slice(&width.to_be_bytes());
        bomb[20..24].copy_from_slice(&height.to_be_bytes());
        assert!(!is_shown(&bomb), "{width} by {height}");
    }
}

#[test]
fn a_png_that_is_broken_leaves_the_initial() {
    let whole = avatar(64, 64);
    for length in [8, 16, 24, 33, whole.len() / 2] {
        assert!(!is_shown(&whole[..length]), "the first {length} bytes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_png_with_any_bytes_changed_does_no_harm(
        changes in prop::collection::vec((0..2_000_usize, any::<u8>()), 1..8),
    ) {
        let mut broken = avatar(64, 64);
        for (at, byte) in changes {
            let at = at % broken.len();
            broken[at] = byte;
        }
        drawn(Some(&broken));
    }
}

/// Whether the card differs from the one without an avatar.
fn is_shown(avatar: &[u8]) -> bool {
    drawn(Some(avatar)) != drawn(None)
}

fn drawn(avatar: Option<&[u8]>) -> Vec<u8> {
    card(&Card { name: "Dora", avatar, ..Card::default() }, &Fonts::embedded()).unwrap()
}
