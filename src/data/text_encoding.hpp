// Text in UTF-8, and the encodings that are turned into it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "data/csv_options.hpp"
#include "data/mistakes.hpp"
#include "data/text_buffer.hpp"

namespace nnctl::data {

/// What keeps `text` from being UTF-8 text, if anything does.
std::optional<CellMistake> check_utf8(std::string_view text);

/// Whether no byte of it needs check_utf8().
bool is_plain_ascii(std::string_view text);

/// Appends `text` in UTF-8. Windows-1252's five undefined bytes become the control characters of that number, as in
/// the WHATWG encoding standard.
void append_utf8(std::string_view text, CsvEncoding encoding, TextBuffer& to);

}  // namespace nnctl::data
