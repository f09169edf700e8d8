#include "report/json.hpp"

#include <cmath>
#include <utility>

#include "experiment/logs_json.hpp"

namespace nnctl::report {
namespace {

constexpr auto kReplace = Json::error_handler_t::replace;

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json place_or_null(int value) { return value == 0 ? Json() : Json(value); }

}  // namespace

Json document() {
  Json json;
  json["version"] = 1;
  return json;
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json metrics(const train::Logs& logs) { return experiment::to_json(logs); }

Json diagnosis(const std::vector<experiment::Finding>& findings) {
  Json json = Json::array();
  for (const experiment::Finding& finding : findings) {
    json.push_back({{"name", finding.name}, {"evidence", finding.evidence}, {"suggestion", finding.suggestion}});
  }
  return json;
}

Json error_document(int code, const std::vector<Diagnostic>& diagnostics) {
  Json list = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    Json item;
    item["file"] = text_or_null(diagnostic.place.file);
    item["line"] = place_or_null(diagnostic.place.line);
    item["column"] = place_or_null(diagnostic.place.column);
    item["message"] = diagnostic.message;
    item["hint"] = text_or_null(diagnostic.hint);
    list.push_back(std::move(item));
  }
  Json json = document();
  json["error"]["code"] = code;
  json["error"]["diagnostics"] = std::move(list);
  return json;
}

Json summary_document(const ModelSummary& summary) {
  Json layers = Json::array();
  for (const LayerSummary& layer : summary.layers) {
    Json item;
    item["name"] = layer.name;
    item["type"] = layer.type;
    item["output_shape"] = Json::array({nullptr});
    for (const std::int64_t size : layer.output.dims()) item["output_shape"].push_back(size);
    item["parameters"] = layer.parameters;
    layers.push_back(std::move(item));
  }
  Json json = document();
  json["layers"] = std::move(layers);
  json["total_parameters"] = summary.total_parameters;
  json["trainable_parameters"] = summary.trainable_parameters;
  json["non_trainable_parameters"] = summary.total_parameters - summary.trainable_parameters;
  json["flops_per_sample"] = summary.flops_per_sample;
  return json;
}

std::string to_text(const Json& document) { return document.dump(2, ' ', false, kReplace) + '\n'; }

std::string to_line(const Json& value) { return value.dump(-1, ' ', false, kReplace); }

}  // namespace nnctl::report
