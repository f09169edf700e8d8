// CSV text in blocks of whole records. No more than a block and a record is held.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "base/long_work.hpp"
#include "data/byte_source.hpp"
#include "data/csv_opening.hpp"
#include "data/csv_options.hpp"
#include "data/text_buffer.hpp"

namespace nnctl::data {

/// Whole records in UTF-8.
class CsvBlock {
 public:
  /// Ends in a line end; kScanPadding bytes of no meaning follow.
  std::string_view text() const { return bytes_.text(); }

 private:
  friend class CsvBlocks;
  TextBuffer bytes_;
};

class CsvBlocks {
 public:
  enum class Pace {
    kFull,      ///< blocks are full, but for the last
    kArriving,  ///< a block is what has arrived, such as through a pipe, and a record at least
  };
  /// A record may take this much: a quote that is opened and never closed is found out before memory is.
  static constexpr std::size_t kLongestRecord = std::size_t{64} << 20;
  static constexpr std::size_t kBlockSize = std::size_t{256} << 10;

  /// Reads `source`, which outlives this, as far as the first rows. Throws what read_opening() does, and for files that
  /// are not CSV at all.
  CsvBlocks(ByteSource& source, CsvOptions options, Pace pace);

  const std::string& file() const { return source_.name(); }
  const CsvOpening& opening() const { return opening_; }
  /// The first whole records behind the header, as far as read; in kFull the same whoever reads.
  std::string_view first_records() const;
  /// The next records; false at the end. Throws a UserError(kData) for records that are too long, for gzip that is
  /// damaged, and at the end for a file that changed while it was read.
  bool next(CsvBlock& block);
  /// XXH3-128 of the bytes, once next() has come to the end.
  std::string content_hash() const { return hasher_.hex(); }

 private:
  [[noreturn]] void fail_too_long() const;
  void read_more(std::size_t size);
  std::size_t end_of_records(std::string_view text) const;

  ByteSource& source_;
  CsvOptions options_;
  Pace pace_;
  Hasher hasher_;
  LongWork work_;
  CsvOpening opening_;
  TextBuffer raw_;    // as read, where it has to be turned into UTF-8
  TextBuffer ahead_;  // text that is read and not given out
  bool at_end_ = false;
};

}  // namespace nnctl::data
