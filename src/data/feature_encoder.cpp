#include "data/feature_encoder.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "data/column_type.hpp"

namespace nnctl::data {
namespace {

constexpr std::int64_t kMostWordFeatures = std::int64_t{1} << 20;  // beyond, texts are encoded row by row

}  // namespace

void FeatureEncoder::encode_rows(const EncodeCall& call, EncodeState& state, const WrongCell& wrong) const {
  const Column& column = call.column;
  const std::int64_t size = width();
  Real* features = call.features;
  if (column.storage() != Storage::kText || column.words().size() * size > kMostWordFeatures) {
    for (std::size_t i = 0; i < call.rows.size(); ++i, features += call.stride) {
      if (auto mistake = encode(column.cell(call.rows[i]), features)) wrong(i, std::move(*mistake));
    }
    return;
  }
  // The last place is that of missing cells.
  const auto words = static_cast<std::size_t>(column.words().size());
  state.of_word.resize((words + 1) * static_cast<std::size_t>(size));
  state.word_met.resize(words + 1);
  for (std::size_t i = 0; i < call.rows.size(); ++i, features += call.stride) {
    const std::int32_t id = column.word_id(call.rows[i]);
    const std::size_t word = id == kMissingWord ? words : static_cast<std::size_t>(id);
    Real* known = state.of_word.data() + word * static_cast<std::size_t>(size);
    if (state.word_met[word] != 1) {
      auto mistake = encode(column.cell(call.rows[i]), known);
      state.word_met[word] = mistake ? 2 : 1;
      if (mistake) wrong(i, std::move(*mistake));
    }
    if (state.word_met[word] == 1) std::copy_n(known, size, features);
  }
}

std::unique_ptr<FeatureEncoder> feature_encoder_from_json(const nlohmann::json& json) {
  const auto kind = json.at("kind").get<std::string>();
  const auto* type = schema::registry<ColumnType>().find(kind);
  if (type == nullptr) {
    throw UserError(Fault::kData, fmt::format("the model holds an encoder of kind '{}', which is unknown here", kind),
                    "it may come from a newer nnctl");
  }
  return type->make(type->defaults.get())->read(json);
}

}  // namespace nnctl::data
