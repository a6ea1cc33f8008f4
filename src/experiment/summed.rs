//! Bytes on their way, with a checksum over them.

use std::io::{self, Read, Write};

use sha2::{Digest, Sha256};

/// Bytes of the checksum.
pub const CHECKSUM: usize = 32;

/// A reader or writer that keeps the SHA-256 of everything that passes.
pub struct Summed<T> {
    inner: T,
    hash: Sha256,
}

impl<T> Summed<T> {
    /// Nothing has passed yet.
    pub fn new(inner: T) -> Self {
        Self {
            inner,
            hash: Sha256::new(),
        }
    }
}

impl<W: Write> Summed<W> {
    /// Writes the checksum of everything before.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn seal(mut self) -> io::Result<()> {
        self.inner.write_all(&self.hash.finalize())
    }
}

impl<R: Read> Summed<R> {
    /// Reads a checksum: whether it is that of everything before.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn sealed(mut self) -> io::Result<bool> {
        let mut checksum = [0; CHECKSUM];
        self.inner.read_exact(&mut checksum)?;
        Ok(self.hash.finalize()[..] == checksum)
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.hash.update(&into[..read]);
        Ok(read)
    }
}
