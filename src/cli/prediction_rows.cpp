#include "cli/prediction_rows.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "analysis/classification.hpp"
#include "base/csv_field.hpp"
#include "report/json.hpp"

namespace nnctl::cli {

namespace {

// A number as the shortest text that reads back as the same float.
std::string number_text(Real value) { return fmt::format("{}", value); }

}  // namespace

PredictionFields::PredictionFields(const experiment::StoredModel& model)
    : target_(model.target),
      columns_(model.assembly.plan->output().num_elements()),
      answer_(model.assembly.objective->loss().answer()) {}

void PredictionFields::append(const Real* output, bool blank, std::vector<Field>& fields) const {
  if (target_.kind() == data::TargetKind::kNumbers) {
    const auto& names = target_.columns();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const Real value = blank ? Real{0} : static_cast<Real>(target_.in_own_unit(static_cast<double>(output[i]), i));
      fields.push_back(
          {names.size() == 1 ? "prediction" : "prediction_" + names[i], blank ? "" : number_text(value), true});
    }
    return;
  }
  if (target_.kind() == data::TargetKind::kLabels) {
    append_labels(output, blank, fields);
    return;
  }
  const auto told = blank ? std::vector<std::int32_t>{0}
                          : analysis::predicted_classes(std::span(output, static_cast<std::size_t>(columns_)), columns_,
                                                        target_.positive(), boundary(answer_, target_.threshold()));
  fields.push_back({"prediction", blank ? "" : target_.classes()[static_cast<std::size_t>(told[0])]});
  if (answer_ == Answer::kMargins) return;  // they are not probabilities
  for (int c = 0; c < target_.num_classes(); ++c) {
    const Real p = blank ? Real{0} : probability(output, c);
    fields.push_back(
        {"probability_" + target_.classes()[static_cast<std::size_t>(c)], blank ? "" : number_text(p), true});
  }
}

void PredictionFields::append_labels(const Real* output, bool blank, std::vector<Field>& fields) const {
  const auto least = static_cast<Real>(boundary(answer_, target_.threshold()));
  Field joined{"prediction", ""};
  for (int c = 0; c < target_.num_classes(); ++c) {
    const std::string& label = target_.classes()[static_cast<std::size_t>(c)];
    const bool is_told = !blank && output[c] > least;
    if (target_.has_column_a_label()) {
      fields.push_back({"prediction_" + label, blank ? "" : is_told ? "1" : "0", true});
    } else if (is_told) {
      joined.text += (joined.text.empty() ? "" : target_.separator()) + label;
    }
  }
  if (!target_.has_column_a_label()) fields.push_back(std::move(joined));
  if (answer_ == Answer::kMargins) return;
  for (int c = 0; c < target_.num_classes(); ++c) {
    Real p = blank ? Real{0} : output[c];
    if (answer_ == Answer::kLogits) p = 1 / (1 + std::exp(-p));
    fields.push_back(
        {"probability_" + target_.classes()[static_cast<std::size_t>(c)], blank ? "" : number_text(p), true});
  }
}

Real PredictionFields::probability(const Real* output, int c) const {
  const bool logits = answer_ == Answer::kLogits;
  if (columns_ == 1) {
    const Real positive = logits ? 1 / (1 + std::exp(-output[0])) : output[0];
    return c == target_.positive() ? positive : 1 - positive;
  }
  if (!logits) return output[c];
  Real sum = 0;  // of e^(z_k - z_c)
  for (std::int64_t k = 0; k < columns_; ++k) sum += std::exp(output[k] - output[c]);
  return 1 / sum;
}

void RowWriter::row(const std::vector<Field>& fields) {
  if (ndjson_) {
    report::Json json = report::Json::object();
    for (const Field& field : fields) {
      json[field.name] = field.text.empty() ? report::Json()
                         : field.is_number  ? report::Json::parse(field.text, nullptr, false)
                                            : report::Json(field.text);
      if (json[field.name].is_discarded()) json[field.name] = nullptr;
    }
    text_ += report::to_line(json) + '\n';
    return;
  }
  if (!std::exchange(has_header_, true)) {
    for (std::size_t i = 0; i < fields.size(); ++i) text_ += (i > 0 ? "," : "") + csv_field(fields[i].name);
    text_ += '\n';
  }
  for (std::size_t i = 0; i < fields.size(); ++i) text_ += (i > 0 ? "," : "") + csv_field(fields[i].text);
  text_ += '\n';
}

std::string RowWriter::take() { return std::exchange(text_, {}); }

}  // namespace nnctl::cli
