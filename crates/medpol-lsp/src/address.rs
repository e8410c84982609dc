//! Files as addresses: `file:///…` and back.
//!
//! What is in a file is not known here.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;

/// The path of an address; none where it is not one of a file.
pub(crate) fn path(address: &Uri) -> Option<PathBuf> {
    let rest = address.as_str().strip_prefix("file://")?;
    let path = rest.get(rest.find('/')?..)?;
    let mut bytes = Vec::with_capacity(path.len());
    let mut signs = path.bytes();
    while let Some(sign) = signs.next() {
        if sign == b'%' {
            let digit = |sign: u8| char::from(sign).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            bytes.push(digit(signs.next()?)? * 16 + digit(signs.next()?)?);
        } else {
            bytes.push(sign);
        }
    }
    let path = String::from_utf8(bytes).ok()?;
    // `/C:/folder` is `C:/folder`.
    let is_drive = path.get(2..3) == Some(":") && path.get(1..2).is_some_and(|drive| drive.is_ascii() && drive != "/");
    Some(PathBuf::from(if is_drive { path.get(1..)? } else { &path }))
}

/// The address of a path.
pub(crate) fn address(path: &Path) -> Option<Uri> {
    let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let mut text = String::from(if path.starts_with('/') { "file://" } else { "file:///" });
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~@:".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    Uri::from_str(&text).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_paths_are_each_other() {
        for text in ["/a/b.yaml", "/with space/ü.yaml", "/100%/#a?.yaml"] {
            assert_eq!(path(&address(Path::new(text)).unwrap()), Some(PathBuf::from(text)));
        }
        let path_of = |text: &str| path(&Uri::from_str(text).unwrap());
        assert_eq!(path_of("file:///c%3A/a.yaml"), Some(PathBuf::from("c:/a.yaml")));
        assert_eq!(path_of("untitled:Untitled-1"), None);
        assert_eq!(path_of("file:///%ff"), None);
    }
}
