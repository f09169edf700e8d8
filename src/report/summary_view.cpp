#include "report/summary_view.hpp"

#include <fmt/format.h>

#include "report/figures.hpp"
#include "report/labelled_lines.hpp"
#include "report/table.hpp"
#include "tensor/shape.hpp"

namespace nnctl::report {
namespace {

constexpr std::size_t kNarrowestName = 12;
constexpr std::size_t kNarrowestShape = 12;

std::string layers_table(const Look& look, const ModelSummary& model) {
  Table table({{"Layer (type)", Align::kLeft, kNarrowestName},
               {"Output Shape", Align::kLeft, kNarrowestShape},
               {"Param #", Align::kRight, 0},
               {"FLOPs", Align::kRight, 0}});
  for (const LayerSummary& layer : model.layers) {
    table.add_row({fmt::format("{} ({}{})", layer.name, layer.type, layer.trainable ? "" : ", frozen"),
                   to_string_with_batch(layer.output), format_count(layer.parameters), format_count(layer.flops)});
  }
  return table.render(look);
}

std::string parameters(const ModelSummary& model) {
  const std::int64_t frozen = model.total_parameters - model.trainable_parameters;
  std::string text = format_count(model.total_parameters);
  if (frozen == 0) return text + ", all trainable";
  return text + fmt::format(": {} trainable, {} not", format_count(model.trainable_parameters), format_count(frozen));
}

std::string memory(const SummaryPage& page) {
  std::string text;
  for (const auto& [purpose, bytes] : page.memory) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {}", purpose, format_bytes(bytes));
  }
  return text;
}

}  // namespace

std::string summary_view(const Look& look, const SummaryPage& page) {
  std::string text = layers_table(look, page.model) + '\n';
  text += labelled_lines(look, {{"model", page.name},
                                {"input", to_string_with_batch(page.model.input)},
                                {"parameters", parameters(page.model)},
                                {"FLOPs", format_count(page.model.flops_per_sample) + " a sample, forward"},
                                {"memory", memory(page)},
                                {"next", page.next}});
  return text;
}

}  // namespace nnctl::report
