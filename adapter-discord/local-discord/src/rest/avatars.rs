//! Avatars: squares of one colour, drawn on request.

use super::request::Request;
use super::response::{ApiResponse, ApiResult, ResponseBody};
use crate::state::State;

/// The colours of the default avatars, in Discord's order.
const COLOURS: [[u8; 3]; 6] =
    [[88, 101, 242], [116, 127, 141], [59, 165, 92], [250, 166, 26], [237, 66, 69], [235, 69, 158]];

/// Edge of an avatar in pixels.
const EDGE: u32 = 64;

pub(super) fn default(_: &mut State, request: &Request) -> ApiResult {
    let number: usize = request.step("number").trim_end_matches(".png").parse().unwrap_or(0);
    Ok(picture(COLOURS[number % COLOURS.len()]))
}

/// The hash of the avatar chooses the colour.
pub(super) fn own(_: &mut State, request: &Request) -> ApiResult {
    let sum: usize = request.step("hash").bytes().map(usize::from).sum();
    Ok(picture(COLOURS[sum % COLOURS.len()]))
}

fn picture(colour: [u8; 3]) -> ApiResponse {
    ApiResponse { status: 200, body: ResponseBody::Bytes("image/png".to_owned(), png(colour).into()) }
}

/// A square of one colour as a PNG with uncompressed data.
fn png(colour: [u8; 3]) -> Vec<u8> {
    let row: Vec<u8> = [0].into_iter().chain(colour.repeat(EDGE as usize)).collect();
    let raw = row.repeat(EDGE as usize);
    let mut data = vec![0x78, 0x01];
    let length = u16::try_from(raw.len()).expect("64 rows of 193 bytes are 12,352");
    data.push(1);
    data.extend(length.to_le_bytes());
    data.extend((!length).to_le_bytes());
    data.extend(&raw);
    data.extend(adler32(&raw).to_be_bytes());
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::new();
    header.extend(EDGE.to_be_bytes());
    header.extend(EDGE.to_be_bytes());
    // 8 bits per channel, RGB, default compression and filter, not interlaced.
    header.extend([8, 2, 0, 0, 0]);
    chunk(&mut png, b"IHDR", &header);
    chunk(&mut png, b"IDAT", &data);
    chunk(&mut png, b"IEND", &[]);
    png
}

fn chunk(png: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).expect("a chunk is smaller than a picture, which is small");
    png.extend(length.to_be_bytes());
    let named: Vec<u8> = kind.iter().chain(data).copied().collect();
    png.extend(&named);
    png.extend(crc32(&named).to_be_bytes());
}

fn adler32(data: &[u8]) -> u32 {
    let (a, b) = data.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    b << 16 | a
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
        )
    })
}
