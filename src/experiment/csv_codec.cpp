// The YAML form of the CSV dialect: characters are texts of one character, or names.
#include <algorithm>

#include <fmt/format.h>

#include "experiment/data_block.hpp"

namespace nnctl::schema {

using data::CsvEncoding;
using data::CsvOptions;

const std::vector<Choice<CsvEncoding>>& Choices<CsvEncoding>::all() {
  static const std::vector<Choice<CsvEncoding>> choices = {
      {"utf-8", CsvEncoding::kUtf8}, {"latin-1", CsvEncoding::kLatin1}, {"windows-1252", CsvEncoding::kWindows1252}};
  return choices;
}

namespace {

struct CsvMap {
  std::string delimiter = "auto";
  bool header = true;
  std::vector<std::string> names;
  CsvEncoding encoding = CsvEncoding::kUtf8;
  std::string decimal = ".";
  std::optional<std::string> thousands;
  std::optional<std::string> comment;
  std::optional<std::string> quote = "\"";

  static const Schema<CsvMap>& schema() {
    static const auto schema =
        Schema<CsvMap>("'csv'",
                       "How CSV files are written. Applies to every source of the config, and to files that "
                       "the trained model is given later.")
            .field("delimiter", &CsvMap::delimiter,
                   "auto: of , ; tab | the one that each file's beginning shows; else tab or a character.")
            .field("header", &CsvMap::header,
                   "Whether the first line names the columns; false: c1, c2, ... or `names`.")
            .field("names", &CsvMap::names, "The columns' names, in the header's place; empty: those of the header.")
            .field("encoding", &CsvMap::encoding, "What bytes above 127 mean.")
            .field("decimal", &CsvMap::decimal, "The decimal mark: . or ,")
            .field("thousands", &CsvMap::thousands, "The mark between thousands, such as , or '; null: none.")
            .field("comment", &CsvMap::comment,
                   "Lines that begin with this character are no rows; null: there are none.")
            .field("quote", &CsvMap::quote, "The character that fields with delimiters are put between; null: none.");
    return schema;
  }
};

// The character that `text` is; 0, and a complaint, if it can be none.
char character(Reader& reader, const Node& node, const std::string& key, const std::string& text) {
  if (text == "tab") return '\t';
  const auto byte = text.size() == 1 ? static_cast<unsigned char>(text[0]) : 0;
  const bool is_letter = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
  if ((byte >= ' ' || byte == '\t') && byte < 127 && !is_letter) return text[0];
  const Node* at = node.find(key);
  reader.complain(at == nullptr ? node : *at,
                  fmt::format("'{}' must be one character that is no letter and no digit, got '{}'", key, text),
                  "a tab is written tab");
  return '\0';
}

// Two marks that are the same character leave the text open to two readings.
void check_distinct(Reader& reader, const Node& node, const CsvOptions& options) {
  const std::vector<std::pair<const char*, char>> marks = {{"delimiter", options.delimiter},
                                                           {"decimal", options.decimal},
                                                           {"thousands", options.thousands},
                                                           {"comment", options.comment},
                                                           {"quote", options.quote}};
  for (std::size_t i = 0; i < marks.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (marks[i].second == '\0' || marks[i].second != marks[j].second) continue;
      const bool is_quotable = j == 0 && (i == 1 || i == 2);  // a number with the delimiter in it stands in quotes
      if (is_quotable) continue;
      reader.complain(node, fmt::format("'{}' and '{}' are the same character '{}'", marks[j].first, marks[i].first,
                                        marks[i].second));
    }
  }
}

std::string text_of(char c) { return c == '\t' ? "tab" : std::string(1, c); }

std::optional<std::string> text_or_none(char c) { return c == '\0' ? std::nullopt : std::optional(text_of(c)); }

}  // namespace

bool Codec<CsvOptions>::read(Reader& reader, const Node& node, std::string_view name, CsvOptions& value) {
  CsvMap map;
  if (!Codec<CsvMap>::read(reader, node, name, map)) return false;
  const std::size_t before = reader.diagnostics().size();
  const auto optional = [&](const std::string& key, const std::optional<std::string>& text) {
    return text ? character(reader, node, key, *text) : '\0';
  };
  value.delimiter = map.delimiter == "auto" ? '\0' : character(reader, node, "delimiter", map.delimiter);
  value.header = map.header;
  value.names = map.names;
  value.encoding = map.encoding;
  value.decimal = character(reader, node, "decimal", map.decimal);
  value.thousands = optional("thousands", map.thousands);
  value.comment = optional("comment", map.comment);
  value.quote = optional("quote", map.quote);
  if (value.decimal != '.' && value.decimal != ',' && value.decimal != '\0') {
    reader.complain(node, fmt::format("'decimal' must be . or ,, got '{}'", map.decimal));
  }
  check_distinct(reader, node, value);
  return reader.diagnostics().size() == before;
}

Node Codec<CsvOptions>::write(const CsvOptions& value) {
  const CsvMap map{value.delimiter == '\0' ? "auto" : text_of(value.delimiter),
                   value.header,
                   value.names,
                   value.encoding,
                   text_of(value.decimal),
                   text_or_none(value.thousands),
                   text_or_none(value.comment),
                   text_or_none(value.quote)};
  return CsvMap::schema().write(&map);
}

TypeInfo Codec<CsvOptions>::info() { return Codec<CsvMap>::info(); }

}  // namespace nnctl::schema
