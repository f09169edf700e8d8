#include "data/csv_blocks.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "data/idx.hpp"
#include "data/text_encoding.hpp"

namespace nnctl::data {
namespace {

void refuse_other_formats(std::string_view bytes, const std::string& file) {
  const auto fail = [&](Place place, std::string message, std::string hint) {
    throw UserError(
        Fault::kData,
        {{.place = std::move(place), .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
  };
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    fail({.file = file, .line = 1}, "the file is in UTF-16, UTF-8 was expected", "save it as UTF-8");
  }
  if (looks_like_idx(bytes)) {
    fail({.file = file}, "this is an IDX file, and CSV was expected",
         "arrays are given as {x: FILE, y: FILE}, and judged by models that were trained on arrays");
  }
}

// Behind the last line end of text that is outside of quotes; 0: none. A CR at the very end may be half of a CRLF.
std::size_t behind_last_line_end(std::string_view text, bool is_end) {
  const std::size_t feed = text.rfind('\n');
  if (feed != std::string_view::npos) return feed + 1;
  if (!is_end && text.ends_with('\r')) text.remove_suffix(1);
  const std::size_t carriage_return = text.rfind('\r');
  return carriage_return == std::string_view::npos ? 0 : carriage_return + 1;
}

}  // namespace

CsvBlocks::CsvBlocks(ByteSource& source, CsvOptions options, Pace pace)
    : source_(source),
      options_(std::move(options)),
      pace_(pace),
      work_("reading", source.name(), source.size().value_or(0)) {
  for (bool is_first = true;; is_first = false) {
    read_more(std::max(kBlockSize, ahead_.size()));
    if (is_first) {
      refuse_other_formats(ahead_.text(), file());
      if (ahead_.text().starts_with("\xEF\xBB\xBF")) ahead_.erase_front(3);
    }
    if (auto opening = read_opening(ahead_.text(), at_end_, options_, file())) {
      opening_ = std::move(*opening);
      break;
    }
    if (ahead_.size() > kLongestRecord) fail_too_long();
  }
  ahead_.erase_front(opening_.rows_begin);
  ahead_.room(kScanPadding);
}

void CsvBlocks::fail_too_long() const {
  throw UserError(Fault::kData, {{.place = {.file = file()},
                                  .message = fmt::format("a row takes more than {} MiB", kLongestRecord >> 20),
                                  .hint = "look for a quote that is opened and never closed",
                                  .excerpt = {}}});
}

void CsvBlocks::read_more(std::size_t size) {
  const bool is_utf8 = options_.encoding == CsvEncoding::kUtf8;
  if (!is_utf8) raw_.clear();
  TextBuffer& to = is_utf8 ? ahead_ : raw_;
  char* room = to.room(size);
  const std::size_t got = pace_ == Pace::kFull ? source_.read(room, size) : source_.read_some(room, size);
  to.add(got);
  hasher_.bytes(room, got);
  work_.add(static_cast<std::int64_t>(got));
  if (!is_utf8) append_utf8(raw_.text(), options_.encoding, ahead_);
  at_end_ = pace_ == Pace::kFull ? got < size : got == 0;
  if (at_end_) source_.check_unchanged();
}

std::string_view CsvBlocks::first_records() const { return ahead_.text().substr(0, end_of_records(ahead_.text())); }

bool CsvBlocks::next(CsvBlock& block) {
  // The file is read into the caller's own buffer, whose lines are in the caches of its core.
  block.bytes_.clear();
  block.bytes_.append(ahead_.text());
  std::swap(block.bytes_, ahead_);
  std::size_t size = end_of_records(ahead_.text());
  while (!at_end_ && (size == 0 || (pace_ == Pace::kFull && ahead_.size() < kBlockSize))) {
    if (ahead_.size() > kLongestRecord) fail_too_long();
    read_more(std::max(kBlockSize, ahead_.size()));
    size = end_of_records(ahead_.text());
  }
  if (at_end_) size = ahead_.size();
  if (size == 0) return false;
  std::swap(block.bytes_, ahead_);
  ahead_.clear();
  ahead_.append(block.text().substr(size));
  block.bytes_.cut(size);
  const char last = block.text().back();
  if (last != '\n' && last != '\r') block.bytes_.append("\n");
  block.bytes_.room(kScanPadding);
  return true;
}

// Quotes are followed from one to the next: they open at the beginning of a field only.
std::size_t CsvBlocks::end_of_records(std::string_view text) const {
  const CsvMarks& marks = opening_.marks;
  std::size_t outside = 0;     // from here on, text is outside of quotes
  std::size_t line_begin = 0;  // of the line that `outside` is in
  std::size_t found = 0;
  for (std::size_t at = 0; marks.quote != '\0';) {
    const std::size_t quote = text.find(marks.quote, at);
    if (quote == std::string_view::npos) break;
    const std::size_t line_end = behind_last_line_end(text.substr(outside, quote - outside), true);
    if (line_end > 0) found = line_begin = outside + line_end;
    if (marks.comment != '\0' && text[line_begin] == marks.comment) {
      at = text.find_first_of("\r\n", quote);
      if (at == std::string_view::npos) return found;
      outside = at;
      continue;
    }
    if (quote > 0 && !marks.ends_field(text[quote - 1])) {
      at = outside = quote + 1;
      continue;
    }
    std::size_t close = text.find(marks.quote, quote + 1);
    while (close != std::string_view::npos && close + 1 < text.size() && text[close + 1] == marks.quote) {
      close = text.find(marks.quote, close + 2);
    }
    if (close == std::string_view::npos || (close + 1 == text.size() && !at_end_)) return found;
    at = outside = close + 1;
  }
  const std::size_t last = behind_last_line_end(text.substr(outside), at_end_);
  return last > 0 ? outside + last : found;
}

}  // namespace nnctl::data
