//! SHA-256 of canonical lines, as lowercase hexadecimal.

use sha2::Digest as _;

/// How many bytes are collected before they are hashed: fields are short, and hashing one by one takes twice as long.
const COLLECTED: usize = 8192;

/// A digest that is fed with lines.
#[derive(Clone, Debug)]
pub struct Digest {
    hashed: sha2::Sha256,
    collected: Vec<u8>,
}

impl Default for Digest {
    fn default() -> Self {
        Self { hashed: sha2::Sha256::default(), collected: Vec::with_capacity(COLLECTED) }
    }
}

impl Digest {
    /// The digest of some bytes and nothing else, which other programs agree on: `sha256sum` is one.
    pub fn of(bytes: &[u8]) -> String {
        let mut digest = Self::default();
        digest.hashed.update(bytes);
        digest.finish()
    }

    /// Adds a field; its length goes first, so that no two sequences of fields are alike.
    pub fn field(&mut self, bytes: &[u8]) {
        self.collected.extend_from_slice(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
        self.collected.extend_from_slice(bytes);
        if self.collected.len() >= COLLECTED {
            self.hashed.update(&self.collected);
            self.collected.clear();
        }
    }

    /// The digest as `sha256:` and 64 hexadecimal digits.
    pub fn finish(mut self) -> String {
        self.hashed.update(&self.collected);
        let mut text = String::with_capacity(71);
        text.push_str("sha256:");
        // Every answer has a digest, and formatting one digit by digit takes longer than the digits.
        let digits = |byte: u8| {
            [byte >> 4, byte & 15].map(|digit| char::from(digit + if digit < 10 { b'0' } else { b'a' - 10 }))
        };
        text.extend(self.hashed.finalize().into_iter().flat_map(digits));
        text
    }
}
