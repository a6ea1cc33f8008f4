//! Values of finished replicates, which do not stay in memory: rows in the order in which they come, and, when all are
//! there, columns in the order of replicates.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

/// Bytes of one number.
pub const NUMBER: usize = 8;

/// Bytes kept in memory before a temporary file takes them.
const IN_MEMORY: usize = 16 << 20;

/// Bytes of the block in which rows become columns.
const BLOCK: usize = 4 << 20;

/// Where rows are: a file, or memory while they are few.
pub trait Storage: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> Storage for T {}

/// Where an ensemble puts the values of its replicates.
pub struct Shelf {
    /// Rows as they come; what it holds beyond them does not matter.
    pub rows: Box<dyn Storage>,
    /// Folder of temporary files; the system's own if none is named.
    pub scratch: Option<PathBuf>,
}

impl Default for Shelf {
    /// Memory while rows are few, temporary files beyond.
    fn default() -> Self {
        Self {
            rows: spool(None),
            scratch: None,
        }
    }
}

fn spool(folder: Option<&PathBuf>) -> Box<dyn Storage> {
    match folder {
        Some(folder) => Box::new(tempfile::spooled_tempfile_in(IN_MEMORY, folder)),
        None => Box::new(tempfile::spooled_tempfile(IN_MEMORY)),
    }
}

/// Rows of one width, appended as replicates finish: number of the replicate, then its values.
pub struct Rows {
    width: usize,
    numbers: Vec<u64>,
    hash: Sha256,
    storage: Box<dyn Storage>,
}

impl Rows {
    /// No rows yet, of so many values each.
    pub fn new(width: usize, storage: Box<dyn Storage>) -> Self {
        Self {
            width,
            numbers: Vec::new(),
            hash: Sha256::new(),
            storage,
        }
    }

    /// Takes up the first `count` rows that the storage holds already, if their hash is this one: whether it is.
    pub fn take_up(&mut self, count: u64, hash: &[u8]) -> io::Result<bool> {
        self.storage.seek(SeekFrom::Start(0))?;
        let (mut numbers, mut found) = (Vec::new(), Sha256::new());
        let mut row = vec![0; self.row_bytes()];
        for _ in 0..count {
            match self.storage.read_exact(&mut row) {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
                read => read?,
            }
            found.update(&row);
            numbers.push(number_of(&row));
        }
        if found.clone().finalize()[..] != *hash {
            return Ok(false);
        }
        (self.numbers, self.hash) = (numbers, found);
        Ok(true)
    }

    /// Bytes of a row.
    pub fn row_bytes(&self) -> usize {
        (1 + self.width) * NUMBER
    }

    /// Appends a row. One that fails leaves no trace.
    pub fn append(&mut self, replicate: u64, values: impl Iterator<Item = f64>) -> io::Result<()> {
        let mut row = Vec::with_capacity(self.row_bytes());
        row.extend(replicate.to_le_bytes());
        row.extend(values.flat_map(f64::to_le_bytes));
        self.append_bytes(&row)
    }

    /// Appends a row that was written by [`Rows::copy`].
    pub fn append_bytes(&mut self, row: &[u8]) -> io::Result<()> {
        debug_assert_eq!(row.len(), self.row_bytes());
        let end = self.position(self.numbers.len());
        self.storage.seek(SeekFrom::Start(end))?;
        self.storage.write_all(row)?;
        self.hash.update(row);
        self.numbers.push(number_of(row));
        Ok(())
    }

    /// Numbers of the replicates, in the order in which they came.
    pub fn numbers(&self) -> &[u64] {
        &self.numbers
    }

    /// SHA-256 over all rows in the order in which they came.
    pub fn hash(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
    }

    /// Where things stand, to come back to.
    pub fn mark(&self) -> (usize, Sha256) {
        (self.numbers.len(), self.hash.clone())
    }

    /// Forgets what was appended since the mark.
    pub fn back_to(&mut self, mark: (usize, Sha256)) {
        self.numbers.truncate(mark.0);
        self.hash = mark.1;
    }

    /// Writes all rows, by number.
    pub fn copy(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut row = vec![0; self.row_bytes()];
        for (_, place) in self.sorted(u64::MAX) {
            self.read(place, &mut row)?;
            out.write_all(&row)?;
        }
        Ok(())
    }

    /// Numbers below a number with the places of their rows, ascending.
    fn sorted(&self, below: u64) -> Vec<(u64, usize)> {
        let places = self.numbers.iter().copied().zip(0..);
        let mut sorted: Vec<(u64, usize)> = places.filter(|(k, _)| *k < below).collect();
        sorted.sort_unstable();
        sorted
    }

    /// The columns of the replicates below a number, ascending, and their numbers.
    pub fn columns(
        &mut self,
        below: u64,
        scratch: Option<&PathBuf>,
    ) -> io::Result<(Vec<u64>, Columns)> {
        let sorted = self.sorted(below);
        let most = (BLOCK / NUMBER / self.width.max(1)).max(1);
        let mut storage = spool(scratch);
        let mut row = vec![0; self.row_bytes()];
        for block in sorted.chunks(most) {
            let mut turned = vec![0; block.len() * self.width * NUMBER];
            for (index, (_, place)) in block.iter().enumerate() {
                self.read(*place, &mut row)?;
                for (column, value) in row[NUMBER..].chunks_exact(NUMBER).enumerate() {
                    let at = (column * block.len() + index) * NUMBER;
                    turned[at..at + NUMBER].copy_from_slice(value);
                }
            }
            storage.write_all(&turned)?;
        }
        let columns = Columns {
            width: self.width,
            length: sorted.len(),
            block: most,
            storage: Mutex::new(storage),
        };
        Ok((sorted.into_iter().map(|(k, _)| k).collect(), columns))
    }

    fn read(&mut self, place: usize, row: &mut [u8]) -> io::Result<()> {
        let at = self.position(place);
        self.storage.seek(SeekFrom::Start(at))?;
        self.storage.read_exact(row)
    }

    fn position(&self, place: usize) -> u64 {
        place as u64 * self.row_bytes() as u64
    }
}

fn number_of(row: &[u8]) -> u64 {
    row.first_chunk()
        .map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// Columns of values in the order of replicates, read one at a time: block by block of replicates, in each block
/// column by column.
pub struct Columns {
    width: usize,
    length: usize,
    /// Replicates of a block; the last may have fewer.
    block: usize,
    storage: Mutex<Box<dyn Storage>>,
}

impl Columns {
    /// One column.
    ///
    /// # Panics
    /// If the temporary file cannot be read back, which only a failing disk can bring about.
    pub fn column(&self, at: usize) -> Vec<f64> {
        let mut values = Vec::with_capacity(self.length);
        for first in (0..self.length).step_by(self.block) {
            values.extend(self.piece(first, at));
        }
        values
    }

    /// Hands over some columns row by row, with the position of the row.
    ///
    /// # Errors
    /// As `each`.
    pub fn each_row(
        &self,
        wanted: &[usize],
        mut each: impl FnMut(usize, &[f64]) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut row = vec![0.0; wanted.len()];
        for first in (0..self.length).step_by(self.block) {
            let pieces = wanted.iter().map(|&at| self.piece(first, at));
            let pieces: Vec<Vec<f64>> = pieces.collect();
            for index in 0..self.block.min(self.length - first) {
                for (value, piece) in row.iter_mut().zip(&pieces) {
                    *value = piece[index];
                }
                each(first + index, &row)?;
            }
        }
        Ok(())
    }

    /// A column within the block that begins with the row `first`.
    fn piece(&self, first: usize, at: usize) -> Vec<f64> {
        let rows = self.block.min(self.length - first);
        let position = (first * self.width + at * rows) * NUMBER;
        let mut bytes = vec![0; rows * NUMBER];
        let mut storage = self.storage.lock().unwrap_or_else(PoisonError::into_inner);
        let read = storage
            .seek(SeekFrom::Start(position as u64))
            .and_then(|_| storage.read_exact(&mut bytes));
        drop(storage);
        if let Err(error) = read {
            panic!("the values of the replicates cannot be read back from the disk: {error}");
        }
        let numbers = bytes.as_chunks::<NUMBER>().0.iter();
        numbers.map(|bytes| f64::from_le_bytes(*bytes)).collect()
    }
}

impl PartialEq for Columns {
    /// Equal bit by bit.
    fn eq(&self, other: &Self) -> bool {
        let same = |at| {
            let [ours, theirs] = [self, other].map(|one| one.column(at).into_iter());
            ours.map(f64::to_bits).eq(theirs.map(f64::to_bits))
        };
        (self.width, self.length) == (other.width, other.length) && (0..self.width).all(same)
    }
}

impl fmt::Debug for Columns {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} columns of {} values", self.width, self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn value(k: u64, column: usize) -> f64 {
        k as f64 * 1000.0 + column as f64
    }

    fn rows(width: usize, numbers: impl Iterator<Item = u64>) -> Rows {
        let mut rows = Rows::new(width, Box::new(Cursor::new(Vec::new())));
        for k in numbers {
            let values = (0..width).map(|column| value(k, column));
            rows.append(k, values).unwrap();
        }
        rows
    }

    #[test]
    fn columns_are_in_the_order_of_replicates_across_blocks() {
        // Rows so wide that a block holds three, added backwards.
        let width = BLOCK / NUMBER / 3 - 1;
        let mut rows = rows(width, (0..8).rev());
        let (numbers, columns) = rows.columns(7, None).unwrap();
        assert_eq!(numbers, (0..7).collect::<Vec<_>>());
        for column in [0, 1, width - 1] {
            let expected: Vec<f64> = (0..7).map(|k| value(k, column)).collect();
            assert_eq!(columns.column(column), expected);
        }
        let mut seen = Vec::new();
        let each = |at: usize, row: &[f64]| {
            seen.push((at, row.to_vec()));
            Ok(())
        };
        columns.each_row(&[5, 2], each).unwrap();
        let expected = (0..7).map(|k| (k as usize, vec![value(k, 5), value(k, 2)]));
        assert_eq!(seen, expected.collect::<Vec<_>>());
    }

    #[test]
    fn rows_are_taken_up_only_as_they_were() {
        let mut written = rows(2, [3, 1, 2].into_iter());
        let hash = written.hash();
        written.append(9, [0.0, 0.0].into_iter()).unwrap();
        let mut bytes = vec![0; 4 * written.row_bytes()];
        written.storage.seek(SeekFrom::Start(0)).unwrap();
        written.storage.read_exact(&mut bytes).unwrap();
        let again = |bytes: Vec<u8>, count| {
            let mut rows = Rows::new(2, Box::new(Cursor::new(bytes)));
            (rows.take_up(count, &hash).unwrap(), rows.numbers().to_vec())
        };
        assert_eq!(again(bytes.clone(), 3), (true, vec![3, 1, 2]));
        assert_eq!(again(bytes.clone(), 4), (false, vec![]));
        assert_eq!(again(bytes[..50].to_vec(), 3), (false, vec![]));
        bytes[30] ^= 1;
        assert_eq!(again(bytes, 3), (false, vec![]));
    }

    #[test]
    fn what_came_after_a_mark_can_be_forgotten() {
        let mut rows = rows(1, 0..3);
        let (mark, hash) = (rows.mark(), rows.hash());
        rows.append(7, [1.0].into_iter()).unwrap();
        rows.back_to(mark);
        assert_eq!((rows.numbers(), rows.hash()), (&[0, 1, 2][..], hash));
    }
}
