//! Are these bytes as they were sent? The sums that frames carry.

/// The low byte of the sum of all bytes (53 59 family).
pub(crate) fn sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| sum.wrapping_add(*byte))
}

/// What makes the low byte of the sum zero (Winsen). In a wider integer `0x100 - sum` would be
/// 0x100 for a sum of 0 and refuse one frame in 256.
pub(crate) fn complement(bytes: &[u8]) -> u8 {
    0u8.wrapping_sub(sum(bytes))
}

/// CRC-16/MODBUS: polynomial 0xA001 (0x8005 reflected), from 0xFFFF on. Sent low byte first.
pub(crate) fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |crc, byte| {
        let index = usize::from(crc.to_le_bytes()[0] ^ byte);
        (crc >> 8) ^ CRC16.get(index).copied().unwrap_or_default()
    })
}

/// What eight steps of the polynomial make of every low byte.
static CRC16: [u16; 256] = crc16_table();

#[expect(clippy::indexing_slicing, reason = "in a constant, a wrong index does not compile")]
const fn crc16_table() -> [u16; 256] {
    let mut table = [0; 256];
    let mut byte: u16 = 0;
    while byte < 256 {
        let mut crc = byte;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xA001 } else { crc >> 1 };
            bit += 1;
        }
        table[byte as usize] = crc;
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_crc_16_modbus_is_4b37() {
        assert_eq!(crc16(b"123456789"), 0x4B37);
    }

    #[test]
    fn a_sum_of_zero_has_the_complement_zero() {
        assert_eq!(complement(&[0x80, 0x80]), 0);
        assert_eq!(complement(&[0x04, 0x03, 0x01, 0x00, 0x25, 0x13, 0x88]), 0x38);
    }
}
