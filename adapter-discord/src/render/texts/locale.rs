//! The language that serves each of Discord's locales.

use crate::settings::locales::base;

/// The best language for a locale: the same one, else the one without a region, else one of another region.
pub(super) fn best<'a>(locale: &str, languages: impl Iterator<Item = &'a str>) -> Option<usize> {
    let rank = |language: &str| {
        if language.eq_ignore_ascii_case(locale) {
            Some(0)
        } else if !base(language).eq_ignore_ascii_case(base(locale)) {
            None
        } else if language == base(language) {
            Some(1)
        } else {
            Some(2)
        }
    };
    let ranked = languages.enumerate().filter_map(|(at, language)| Some((rank(language)?, at)));
    ranked.min().map(|(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(locale: &str, expected: Option<&str>) {
        let languages = ["de", "en", "es-ES", "pt-BR", "zh-CN", "zh-TW"];
        assert_eq!(best(locale, languages.into_iter()).map(|at| languages[at]), expected, "{locale}");
    }

    #[test]
    fn a_locale_gets_its_language_or_the_nearest_region_of_it() {
        check("de", Some("de"));
        check("en-GB", Some("en"));
        check("es-419", Some("es-ES"));
        check("PT-br", Some("pt-BR"));
        check("zh-TW", Some("zh-TW"));
        check("ko", None);
        check("", None);
        check("d", None);
    }
}
