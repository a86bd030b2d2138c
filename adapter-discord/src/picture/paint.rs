//! From SVG to PNG.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, ImageHrefResolver, Options, Tree};

use super::fonts;
use super::svg::Svg;

/// A picture could not be drawn. It is a mistake of ours, whatever the input was.
#[derive(Debug, thiserror::Error)]
#[error("a picture could not be drawn: {what}")]
pub struct Undrawable {
    what: &'static str,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Draws an SVG.
pub fn draw(svg: Svg) -> Result<Pixmap, Undrawable> {
    let source = svg.finish();
    let tree = Tree::from_str(&source, &options()).map_err(|error| Undrawable::because("its SVG", error))?;
    let size = tree.size().to_int_size();
    let mut pixmap = Pixmap::new(size.width(), size.height()).ok_or(Undrawable::plain("it has no size"))?;
    resvg::render(&tree, Transform::default(), &mut pixmap.as_mut());
    Ok(pixmap)
}

/// Writes a drawing down.
pub fn png(pixmap: &Pixmap) -> Result<Vec<u8>, Undrawable> {
    pixmap.encode_png().map_err(|error| Undrawable::because("its PNG", error))
}

/// Only the embedded fonts, and no images: drawing reads no file.
fn options() -> Options<'static> {
    Options {
        fontdb: fonts::database(),
        font_resolver: fonts::resolver(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _: &usvg::Options<'_>| None),
            resolve_string: Box::new(|_, _: &usvg::Options<'_>| None),
        },
        ..Options::default()
    }
}

impl Undrawable {
    fn plain(what: &'static str) -> Undrawable {
        Undrawable { what, source: None }
    }

    fn because(what: &'static str, source: impl std::error::Error + Send + Sync + 'static) -> Undrawable {
        Undrawable { what, source: Some(Box::new(source)) }
    }
}
