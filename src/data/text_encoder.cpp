// A column of free text as features: counts of words, or the words' numbers in their order. For small sets: the
// features of all rows are held in memory.
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "data/choice_names.hpp"
#include "data/column_types.hpp"
#include "data/filled_encoder.hpp"
#include "data/tokens.hpp"

namespace nnctl::data {

enum class TextEncoding { kIds, kBagOfWords, kTfIdf };
enum class MissingText { kEmpty, kError };

}  // namespace nnctl::data

namespace nnctl::schema {

using data::MissingText;
using data::TextEncoding;

template <>
struct Choices<TextEncoding> {
  static const std::vector<Choice<TextEncoding>>& all() {
    static const std::vector<Choice<TextEncoding>> choices = {
        {"tf_idf", TextEncoding::kTfIdf}, {"bag_of_words", TextEncoding::kBagOfWords}, {"ids", TextEncoding::kIds}};
    return choices;
  }
};

template <>
struct Choices<MissingText> {
  static const std::vector<Choice<MissingText>>& all() {
    static const std::vector<Choice<MissingText>> choices = {{"empty", MissingText::kEmpty},
                                                             {"error", MissingText::kError}};
    return choices;
  }
};

}  // namespace nnctl::schema

namespace nnctl::data {
namespace {

struct TextOptions {
  TextEncoding encode = TextEncoding::kTfIdf;
  std::int64_t vocabulary = 20000;
  std::int64_t min_count = 1;
  std::int64_t length = 200;
  bool lower = true;
  MissingText missing = MissingText::kEmpty;
};

// Ids as Keras's TextVectorization has them.
constexpr std::int64_t kUnknownWord = 1;  // 0 fills up behind the last word
constexpr std::int64_t kFirstWord = 2;

class TextEncoder final : public FeatureEncoder {
 public:
  TextEncoder(const TextOptions& options, std::vector<std::string> words, std::vector<double> weights)
      : options_(options), words_(std::move(words)), weights_(std::move(weights)) {
    number_words();
  }

  explicit TextEncoder(const nlohmann::json& json) {
    options_.encode = choice_named<TextEncoding>(json.at("encode").get<std::string>());
    options_.length = json.at("length").get<std::int64_t>();
    options_.lower = json.at("lower").get<bool>();
    options_.missing = json.at("missing_is_empty").get<bool>() ? MissingText::kEmpty : MissingText::kError;
    words_ = json.at("words").get<std::vector<std::string>>();
    weights_ = json.at("weights").get<std::vector<double>>();
    number_words();
  }

  std::int64_t width() const override {
    return options_.encode == TextEncoding::kIds ? options_.length : std::ssize(words_);
  }
  ColumnRequest request() const override { return {ColumnRequest::Kind::kText, {}, {}}; }

  std::optional<CellMistake> encode(const Cell& cell, Real* features) const override {
    if (cell.is_missing() && options_.missing == MissingText::kError) {
      return CellMistake{"the text is missing", "fill it in, or train with missing: empty"};
    }
    const std::vector<std::string> tokens = tokens_of(cell.text(), options_.lower);
    std::fill_n(features, width(), Real{0});
    if (options_.encode == TextEncoding::kIds) {
      const auto count = std::min<std::int64_t>(std::ssize(tokens), options_.length);
      for (std::int64_t i = 0; i < count; ++i) {
        const auto found = numbers_.find(tokens[static_cast<std::size_t>(i)]);
        features[i] = static_cast<Real>(found == numbers_.end() ? kUnknownWord : kFirstWord + found->second);
      }
      return {};
    }
    std::map<std::int64_t, double> counts;
    for (const std::string& token : tokens) {
      if (const auto found = numbers_.find(token); found != numbers_.end()) ++counts[found->second];
    }
    double squares = 0;
    for (auto& [word, count] : counts) {
      if (options_.encode == TextEncoding::kTfIdf) count *= weights_[static_cast<std::size_t>(word)];
      squares += count * count;
    }
    const double length = options_.encode == TextEncoding::kTfIdf ? std::sqrt(squares) : 1.0;
    for (const auto& [word, count] : counts) features[word] = static_cast<Real>(count / length);
    return {};
  }

  nlohmann::json to_json() const override {
    return {{"kind", "text"},
            {"encode", choice_name(options_.encode)},
            {"length", options_.length},
            {"lower", options_.lower},
            {"missing_is_empty", options_.missing == MissingText::kEmpty},
            {"words", words_},
            {"weights", weights_}};
  }

 private:
  void number_words() {
    for (std::size_t i = 0; i < words_.size(); ++i) numbers_.emplace(words_[i], static_cast<std::int64_t>(i));
  }

  TextOptions options_;
  std::vector<std::string> words_;
  std::vector<double> weights_;  // of tf_idf
  std::unordered_map<std::string, std::int64_t> numbers_;
};

class TextColumn final : public ColumnType {
 public:
  explicit TextColumn(const TextOptions& options) : options_(options) {}

  ColumnRequest request() const override { return {ColumnRequest::Kind::kText, {}, {}}; }
  std::optional<std::int64_t> width() const override {
    return options_.encode == TextEncoding::kIds ? std::optional(options_.length) : std::nullopt;
  }

  std::unique_ptr<FeatureEncoder> fit(const ColumnView& column, const RowIds& rows,
                                      CellMistakes& mistakes) const override {
    std::map<std::string, Seen> seen;
    for (const std::int64_t row : rows) {
      const Cell cell = column.cell(row);
      if (cell.is_missing() && options_.missing == MissingText::kError) {
        mistakes.add(row, column.column, missing_while_fitting(column.name(), "empty"));
        return nullptr;
      }
      const std::vector<std::string> tokens = tokens_of(cell.text(), options_.lower);
      for (const std::string& token : tokens) ++seen[token].count;
      for (const std::string& token : std::set<std::string>(tokens.begin(), tokens.end())) ++seen[token].texts;
    }
    std::vector<std::pair<std::string, Seen>> kept;
    for (const auto& entry : seen) {
      if (entry.second.count >= options_.min_count) kept.push_back(entry);
    }
    // The commonest first, equals by their bytes.
    std::stable_sort(kept.begin(), kept.end(),
                     [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
    const bool has_ids = options_.encode == TextEncoding::kIds;
    const auto most =
        static_cast<std::size_t>(std::max<std::int64_t>(1, options_.vocabulary - (has_ids ? kFirstWord : 0)));
    if (kept.size() > most) kept.resize(most);
    if (kept.empty()) {
      mistakes.add_column(column.column, no_value_in_training(column.name()));
      return nullptr;
    }
    std::vector<std::string> words;
    std::vector<double> weights;
    for (const auto& [word, count] : kept) {
      words.push_back(word);
      // scikit-learn's smoothed inverse document frequency
      if (options_.encode == TextEncoding::kTfIdf) {
        weights.push_back(
            std::log((1.0 + static_cast<double>(rows.size())) / (1.0 + static_cast<double>(count.texts))) + 1);
      }
    }
    return std::make_unique<TextEncoder>(options_, std::move(words), std::move(weights));
  }

  std::unique_ptr<FeatureEncoder> read(const nlohmann::json& json) const override {
    return std::make_unique<TextEncoder>(json);
  }

 private:
  struct Seen {
    std::int64_t count = 0;
    std::int64_t texts = 0;
  };
  TextOptions options_;
};

}  // namespace

const schema::PartType<ColumnType>& text_column() {
  using schema::at_least;
  static const auto type = schema::part_type<TextColumn, ColumnType>(
      "text", "text",
      "Free text as words: runs of letters and digits (and apostrophes inside); everything beyond ASCII counts as a "
      "letter. For small sets, whose features fit into memory.",
      schema::Schema<TextOptions>("a text column", "How words become features.")
          .field(
              "encode", &TextOptions::encode,
              "tf_idf: a feature a word, its count times 1 + log((1 + texts) / (1 + texts with it)), scaled to length "
              "1 a row; bag_of_words: its count; ids: the words' numbers in their order, for an embedding layer: 0 "
              "behind the last, 1 for unknown words, from 2 on the commonest first.")
          .field("vocabulary", &TextOptions::vocabulary,
                 "The commonest words of the training rows; for ids with 0 and 1.", at_least(std::int64_t{3}))
          .field("min_count", &TextOptions::min_count, "Rarer words count as unknown.", at_least(std::int64_t{1}))
          .field("length", &TextOptions::length,
                 "Of ids: words a row; longer texts are cut, shorter ones filled with 0.", at_least(std::int64_t{1}))
          .field("lower", &TextOptions::lower, "A to Z count as a to z.")
          .field("missing", &TextOptions::missing,
                 "empty: a missing text is one without words; error: it is a mistake."),
      {{"text"}, {"{type: text, encode: ids, vocabulary: 5000, length: 100}"}, {"{type: text, encode: bag_of_words}"}});
  return type;
}

}  // namespace nnctl::data
