//! Avatars: a PNG from outside, checked before it is decoded, and drawn as a disc. Any other file is ignored, and the
//! card shows the initial.

use resvg::tiny_skia::{
    FillRule, FilterQuality, Paint, PathBuilder, Pattern, Pixmap, PixmapPaint, SpreadMode, Transform,
};

/// A bound against hostile answers: many times the size of a picture of 256 by 256.
pub const MAX_AVATAR_BYTES: usize = 2 * 1024 * 1024;

/// At most 8 MB when decoded.
pub const MAX_AVATAR_SIDE: u32 = 1024;

/// The avatar, if it is a PNG within the limits.
pub(super) fn read(bytes: &[u8]) -> Option<Pixmap> {
    let (width, height) = size(bytes)?;
    let fits = |side| (1..=MAX_AVATAR_SIDE).contains(&side);
    if bytes.len() > MAX_AVATAR_BYTES || !fits(width) || !fits(height) {
        return None;
    }
    Pixmap::decode_png(bytes).ok()
}

/// Draws an avatar as a disc; parts outside the centred square are cut off.
pub(super) fn draw(onto: &mut Pixmap, avatar: Pixmap, x: f32, y: f32, radius: f32) {
    let avatar = shrunk(avatar, radius * 2.0);
    let (width, height) = (avatar.width() as f32, avatar.height() as f32);
    let scale = radius * 2.0 / width.min(height);
    let place =
        Transform::from_row(scale, 0.0, 0.0, scale, x - width * scale / 2.0, y - height * scale / 2.0);
    let Some(disc) = PathBuilder::from_circle(x, y, radius) else { return };
    let paint = Paint {
        shader: Pattern::new(avatar.as_ref(), SpreadMode::Pad, FilterQuality::Bicubic, 1.0, place),
        anti_alias: true,
        ..Paint::default()
    };
    onto.fill_path(&disc, &paint, FillRule::Winding, Transform::identity(), None);
}

/// Halves the size until it is less than twice the needed one: every pixel then counts in the last scaling step.
fn shrunk(mut avatar: Pixmap, needed: f32) -> Pixmap {
    let paint = PixmapPaint { quality: FilterQuality::Bilinear, ..PixmapPaint::default() };
    while avatar.width().min(avatar.height()) as f32 >= needed * 2.0 {
        let Some(mut half) = Pixmap::new(avatar.width() / 2, avatar.height() / 2) else { break };
        half.draw_pixmap(0, 0, avatar.as_ref(), &paint, Transform::from_scale(0.5, 0.5), None);
        avatar = half;
    }
    avatar
}

/// Width and height from the header of a PNG, which its decoder uses too.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")?;
    let (width, rest) = head.split_first_chunk::<4>()?;
    let (height, _) = rest.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
}
