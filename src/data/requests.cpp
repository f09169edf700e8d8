#include "data/requests.hpp"

#include "data/columns.hpp"

namespace nnctl::data {

using Kind = ColumnRequest::Kind;

namespace {

// What weighs, orders, groups and splits rows.
void request_roles(const DataConfig& config, TableRequest& request) {
  const auto ask = [&](const std::string& column, Kind kind) {
    if (!column.empty()) request.columns[column] = {kind, {}, {}};
  };
  ask(config.weight, Kind::kNumber);
  for (const std::string& column : config.order_by.columns) {
    ask(column, config.order_by.format.empty() ? Kind::kAuto : Kind::kText);
  }
  ask(config.group_by, Kind::kText);
  ask(config.split.by, Kind::kText);
}

}  // namespace

TableRequest request_for(std::span<const std::string> header, const DataConfig& config, bool wants_category) {
  TableRequest request;
  request.others.kind = Kind::kSkip;
  for (const std::string& name : resolve_features(header, config)) {
    const ColumnTypeConfig* type = declared_type(name, config);
    request.columns[name] = type == nullptr ? ColumnRequest{} : type->make()->request();
  }
  const TargetConfig& target = config.target;
  const bool has_labels = target.type == TargetType::kMultiLabel;
  const bool has_classes = target.type == TargetType::kCategory || !target.classes.empty() || wants_category;
  for (const std::string& name : target.columns) {
    request.columns[name].kind = has_labels || (has_classes && target.columns.size() == 1) ? Kind::kText
                                 : target.type == TargetType::kNumber                      ? Kind::kNumber
                                                                                           : Kind::kAuto;
    request.columns[name].present = target.classes;
  }
  request_roles(config, request);
  return request;
}

TableRequest request_for(const Preprocessing& preprocessing, const TargetEncoder* target, const DataConfig& config) {
  TableRequest request;
  request.others.kind = Kind::kSkip;
  preprocessing.add_requests(request);
  request_roles(config, request);
  if (target == nullptr) return request;
  const Kind kind = target->kind() == TargetKind::kNumbers ? Kind::kNumber : Kind::kText;
  for (const std::string& name : target->columns()) request.columns[name] = {kind, {}, target->classes()};
  return request;
}

}  // namespace nnctl::data
