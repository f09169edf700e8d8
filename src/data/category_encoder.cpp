// A column of categories as features: one for each category, or the category's number.
#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/edit_distance.hpp"
#include "data/cell_text.hpp"
#include "data/choice_names.hpp"
#include "data/class_list.hpp"
#include "data/column_types.hpp"
#include "data/columns.hpp"
#include "data/filled_encoder.hpp"

namespace nnctl::data {

enum class CategoryEncoding { kOneHot, kOrdinal, kEmbedding };
enum class MissingCategory { kCategory, kError };
enum class UnknownCategory { kIgnore, kError, kOther };

}  // namespace nnctl::data

namespace nnctl::schema {

using data::CategoryEncoding;
using data::MissingCategory;
using data::UnknownCategory;

template <>
struct Choices<CategoryEncoding> {
  static const std::vector<Choice<CategoryEncoding>>& all() {
    static const std::vector<Choice<CategoryEncoding>> choices = {{"one_hot", CategoryEncoding::kOneHot},
                                                                  {"ordinal", CategoryEncoding::kOrdinal},
                                                                  {"embedding", CategoryEncoding::kEmbedding}};
    return choices;
  }
};

template <>
struct Choices<MissingCategory> {
  static const std::vector<Choice<MissingCategory>>& all() {
    static const std::vector<Choice<MissingCategory>> choices = {{"category", MissingCategory::kCategory},
                                                                 {"error", MissingCategory::kError}};
    return choices;
  }
};

template <>
struct Choices<UnknownCategory> {
  static const std::vector<Choice<UnknownCategory>>& all() {
    static const std::vector<Choice<UnknownCategory>> choices = {
        {"ignore", UnknownCategory::kIgnore}, {"error", UnknownCategory::kError}, {"other", UnknownCategory::kOther}};
    return choices;
  }
};

}  // namespace nnctl::schema

namespace nnctl::data {
namespace {

struct CategoryOptions {
  CategoryEncoding encode = CategoryEncoding::kOneHot;
  MissingCategory missing = MissingCategory::kCategory;
  UnknownCategory unknown = UnknownCategory::kIgnore;
  std::optional<std::int64_t> embedding;
  std::vector<std::string> categories;
  std::int64_t min_count = 1;
  std::int64_t max_categories = 100;
};

// The categories in their order, then one for all others and one for missing cells, where there are such.
class CategoryEncoder final : public FeatureEncoder {
 public:
  CategoryEncoder(CategoryEncoding encode, UnknownCategory unknown, ClassList categories, ClassList rare,
                  bool has_other, bool has_missing, std::int64_t dimension)
      : encode_(encode),
        unknown_(unknown),
        categories_(std::move(categories)),
        rare_(std::move(rare)),
        has_other_(has_other),
        has_missing_(has_missing),
        dimension_(dimension) {
    // fast.ai's rule of thumb
    constexpr std::int64_t kMostDimensions = 50;
    if (dimension_ == 0) dimension_ = std::min(kMostDimensions, (num_codes() + 1) / 2);
  }

  explicit CategoryEncoder(const nlohmann::json& json)
      : categories_(json.at("categories").get<std::vector<std::string>>()),
        rare_(json.at("rare").get<std::vector<std::string>>()),
        has_other_(json.at("other").get<bool>()),
        has_missing_(json.at("missing").get<bool>()),
        dimension_(json.at("dimension").get<std::int64_t>()) {
    encode_ = choice_named<CategoryEncoding>(json.at("encode").get<std::string>());
    unknown_ = choice_named<UnknownCategory>(json.at("unknown").get<std::string>());
  }

  std::int64_t width() const override { return encode_ == CategoryEncoding::kOneHot ? num_codes() : 1; }
  ColumnRequest request() const override { return {ColumnRequest::Kind::kText, {}, {}}; }

  std::optional<CellMistake> encode(const Cell& cell, Real* features) const override {
    std::optional<std::int64_t> code;  // none: an unknown category that is passed over
    if (const std::int64_t known = cell.is_missing() ? -1 : categories_.find(cell.text()); known >= 0) {
      code = known;
    } else if (cell.is_missing() && has_missing_) {
      code = num_codes() - 1;
    } else if (unknown_ == UnknownCategory::kError && (cell.is_missing() || rare_.find(cell.text()) < 0)) {
      return unknown_category(cell);
    } else if (has_other_) {
      code = categories_.size();
    }
    if (encode_ != CategoryEncoding::kOneHot) {
      features[0] = static_cast<Real>(code.value_or(-1));  // which is no id: its vector is of zeros
      return {};
    }
    std::fill_n(features, width(), Real{0});
    if (code) features[*code] = Real{1};
    return {};
  }

  Embedding embedding() const override {
    return encode_ == CategoryEncoding::kEmbedding ? Embedding{num_codes(), dimension_} : Embedding{};
  }

  nlohmann::json to_json() const override {
    return {{"kind", "category"},
            {"encode", choice_name(encode_)},
            {"unknown", choice_name(unknown_)},
            {"categories", categories_.labels()},
            {"rare", rare_.labels()},
            {"other", has_other_},
            {"dimension", dimension_},
            {"missing", has_missing_}};
  }

 private:
  std::int64_t num_codes() const { return categories_.size() + (has_other_ ? 1 : 0) + (has_missing_ ? 1 : 0); }

  CellMistake unknown_category(const Cell& cell) const {
    if (cell.is_missing()) {
      return {"the value is missing, and no training row lacks it", "fill it in, or train with unknown: ignore"};
    }
    const std::string nearest = nearest_name(cell.text(), categories_.labels());
    return {fmt::format("{} is none of the categories of the training rows", in_quotes(cell)),
            fmt::format("{}categories: {}", nearest.empty() ? "" : fmt::format("did you mean '{}'? ", nearest),
                        listed(categories_.labels()))};
  }

  CategoryEncoding encode_ = CategoryEncoding::kOneHot;
  UnknownCategory unknown_ = UnknownCategory::kIgnore;
  ClassList categories_;
  ClassList rare_;  // those that are no mistake though unknown ones are
  bool has_other_ = false;
  bool has_missing_ = false;
  std::int64_t dimension_ = 0;  // of an embedding
};

// How often each text stands in some rows.
struct Tally {
  std::map<std::string, std::int64_t, std::less<>> counts;
  std::int64_t first_missing = -1;  // row
};

Tally count_texts(const ColumnView& view, const RowIds& rows) {
  Tally tally;
  const Column& column = view.table->column(view.column);
  const bool has_words = column.storage() == Storage::kText;
  std::vector<std::int64_t> of_word(has_words ? static_cast<std::size_t>(column.words().size()) : 0);
  for (const std::int64_t row : rows) {
    const Cell cell = column.cell(row);
    if (cell.is_missing()) {
      if (tally.first_missing < 0) tally.first_missing = row;
    } else if (has_words) {
      ++of_word[static_cast<std::size_t>(column.word_id(row))];
    } else {
      ++tally.counts[cell.text()];
    }
  }
  for (std::size_t word = 0; word < of_word.size(); ++word) {
    if (of_word[word] > 0) tally.counts[column.words()[static_cast<std::int32_t>(word)]] += of_word[word];
  }
  return tally;
}

class CategoryColumn final : public ColumnType {
 public:
  explicit CategoryColumn(const CategoryOptions& options) : options_(options) {}

  ColumnRequest request() const override { return {ColumnRequest::Kind::kText, {}, {}}; }
  std::optional<std::int64_t> width() const override {
    return options_.encode != CategoryEncoding::kOneHot ? std::optional<std::int64_t>(1) : std::nullopt;
  }

  std::unique_ptr<FeatureEncoder> fit(const ColumnView& column, const RowIds& rows,
                                      CellMistakes& mistakes) const override {
    const Tally tally = count_texts(column, rows);
    if (tally.first_missing >= 0 && options_.missing == MissingCategory::kError) {
      mistakes.add(tally.first_missing, column.column, missing_while_fitting(column.name(), "category"));
      return nullptr;
    }
    if (tally.counts.empty()) {
      mistakes.add_column(column.column, no_value_in_training(column.name()));
      return nullptr;
    }
    std::vector<std::string> rare;
    const ClassList kept =
        options_.categories.empty() ? common_categories(tally, rare) : ClassList(options_.categories);
    if (kept.size() > options_.max_categories) {
      mistakes.add_column(column.column, too_many(column, kept, rows.count()));
      return nullptr;
    }
    if (options_.unknown != UnknownCategory::kError) rare.clear();
    const bool has_other = options_.unknown == UnknownCategory::kOther || !rare.empty();
    return std::make_unique<CategoryEncoder>(options_.encode, options_.unknown, kept, ClassList(std::move(rare)),
                                             has_other, tally.first_missing >= 0, options_.embedding.value_or(0));
  }

  std::unique_ptr<FeatureEncoder> read(const nlohmann::json& json) const override {
    return std::make_unique<CategoryEncoder>(json);
  }

 private:
  ClassList common_categories(const Tally& tally, std::vector<std::string>& rare) const {
    std::set<std::string, std::less<>> texts;
    for (const auto& [text, count] : tally.counts) texts.insert(text);
    const ClassList all = ClassList::sorted(texts);
    std::vector<std::int64_t> counts(static_cast<std::size_t>(all.size()));
    for (const auto& [text, count] : tally.counts) counts[static_cast<std::size_t>(all.find(text))] += count;
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      (counts[i] >= options_.min_count ? kept : rare).push_back(all.labels()[i]);
    }
    return ClassList(std::move(kept));
  }

  CellMistake too_many(const ColumnView& column, const ClassList& kept, std::int64_t num_rows) const {
    return {fmt::format("has {} categories in {} training rows, at most {} are taken", kept.size(), num_rows,
                        options_.max_categories),
            fmt::format("leave it out: data.exclude: [{0}]; or set data.columns.{0}.min_count, so that rare ones count "
                        "as one, or raise max_categories, best with encode: embedding",
                        column_key(column.name()))};
  }

  CategoryOptions options_;
};

schema::Check<std::optional<std::int64_t>> at_least_one() {
  return {">= 1", [](const std::optional<std::int64_t>& value) { return !value || *value >= 1; }, schema::Node::map()};
}

}  // namespace

const schema::PartType<ColumnType>& category_column() {
  static const auto type = schema::part_type<CategoryColumn, ColumnType>(
      "category", "category", "One of some categories, which are those of the training rows.",
      schema::Schema<CategoryOptions>("a category column", "How categories become features.")
          .field(
              "encode", &CategoryOptions::encode,
              "one_hot: a feature for each category, 1 for the row's and 0 for the others; ordinal: the category's "
              "place in the order, from 0, as one feature, which is not scaled; embedding: a vector for each category, "
              "which the model learns in a layer 'column_embedding' in front of the others.")
          .field("embedding", &CategoryOptions::embedding,
                 "Width of an embedding's vectors; null: half the categories, at most 50.", at_least_one())
          .field("missing", &CategoryOptions::missing,
                 "category: a missing value is a category of its own, if some training row has one; error: it is a "
                 "mistake.")
          .field("unknown", &CategoryOptions::unknown,
                 "A category that no training row has, or too few. ignore: zeros, and -1 for an ordinal; other: a "
                 "category of its own; error: it is a mistake, but for rare ones, which are a category of their own.")
          .field("categories", &CategoryOptions::categories,
                 "The categories in their order; empty: those of the training rows, sorted.")
          .field("min_count", &CategoryOptions::min_count,
                 "Training rows that a category needs; rarer ones count as unknown.", schema::at_least(std::int64_t{1}))
          .field("max_categories", &CategoryOptions::max_categories, "More than these are a mistake.",
                 schema::at_least(std::int64_t{1})),
      {{"category"},
       {"{type: category, encode: ordinal, categories: [low, middle, high]}"},
       {"{type: category, encode: embedding, embedding: 4, max_categories: 1000}"},
       {"{type: category, min_count: 5, unknown: other}"}});
  return type;
}

}  // namespace nnctl::data
