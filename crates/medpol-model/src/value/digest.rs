//! SHA-256 of canonical lines, as lowercase hexadecimal.

use sha2::Digest as _;

/// A digest that is fed with lines.
#[derive(Clone, Debug, Default)]
pub struct Digest(sha2::Sha256);

impl Digest {
    /// The digest of some bytes and nothing else, which other programs agree on: `sha256sum` is one.
    pub fn of(bytes: &[u8]) -> String {
        let mut digest = Self::default();
        digest.0.update(bytes);
        digest.finish()
    }

    /// Adds a field; its length goes first, so that no two sequences of fields are alike.
    pub fn field(&mut self, bytes: &[u8]) {
        self.0.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
        self.0.update(bytes);
    }

    /// The digest as `sha256:` and 64 hexadecimal digits.
    pub fn finish(self) -> String {
        let mut text = String::with_capacity(71);
        text.push_str("sha256:");
        // Every answer has a digest, and formatting one digit by digit takes longer than the digits.
        let digits = |byte: u8| {
            [byte >> 4, byte & 15].map(|digit| char::from(digit + if digit < 10 { b'0' } else { b'a' - 10 }))
        };
        text.extend(self.0.finalize().into_iter().flat_map(digits));
        text
    }
}
