// What the reader of delimited text does with wide instructions: finding the ends of many fields at once, and making
// numbers of short texts without a branch. There may be none, and any of it may leave a cell undone: the plain reader
// (block_reader.cpp, decimal_text.hpp) makes the same values of everything. Included by the files in simd/, which are
// compiled with wider instructions than the rest: declarations only, nothing inline.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nnctl::data {

/// Where to look for whole rows of `width` fields.
struct GridSearch {
  const char* begin = nullptr;
  const char* end = nullptr;  ///< of text that ends in a line end, with kScanPadding bytes behind it
  char delimiter = ',';
  char quote = '\0';
  char comment = '\0';
  std::size_t width = 1;
  std::size_t most_rows = 1;
};

/// Room for what find_ends() writes.
constexpr std::size_t room_for_ends(std::size_t width, std::size_t rows) { return width * rows + 129; }

/// Rows of one width, in plain ASCII without quotes, comments and blank lines, which end in LF or CRLF.
struct GridFound {
  std::size_t rows = 0;
  std::size_t size = 0;  ///< of their text
  bool has_returns = false;
};

/// Cells of a column: field i of the text is between ends[i * stride] + 1 and ends[i * stride + 1].
struct CellRun {
  const char* text = nullptr;  ///< kBytesBefore more bytes before it can be looked at
  const std::uint32_t* ends = nullptr;
  std::size_t stride = 1;
  std::size_t count = 0;  ///< at most 64
  char decimal_mark = '.';
  bool has_returns = false;  ///< a CR may stand at the end, before the LF
};
inline constexpr std::ptrdiff_t kBytesBefore = 16;
inline constexpr std::size_t kMostCells = 64;

struct TextKernels {
  /// Writes to ends[0] the place before `begin`, then where each field ends, counted from `begin`, modulo 2^32.
  GridFound (*find_ends)(const GridSearch& search, std::uint32_t* ends);
  /// Bit i: values[i] is the float nearest to cell i; else it is not known.
  std::uint64_t (*floats)(const CellRun& cells, float* values);
  std::uint64_t (*doubles)(const CellRun& cells, double* values);
};

/// Those of the instruction set that kernels::table() is for; null if it has none.
const TextKernels* text_kernels();

namespace avx2 {
const TextKernels& text_kernels();
}
namespace avx512 {
const TextKernels& text_kernels();
}

}  // namespace nnctl::data
