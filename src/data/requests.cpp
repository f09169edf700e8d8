#include "data/requests.hpp"

#include "data/columns.hpp"

namespace nnctl::data {

using Kind = ColumnRequest::Kind;

TableRequest request_for(std::span<const std::string> header, const DataConfig& config, bool wants_category) {
  TableRequest request;
  request.others.kind = Kind::kSkip;
  for (const std::string& name : resolve_features(header, config)) {
    const ColumnTypeConfig* type = declared_type(name, config);
    request.columns[name] = type == nullptr ? ColumnRequest{} : type->make()->request();
  }
  const TargetConfig& target = config.target;
  const bool has_classes = target.type == TargetType::kCategory || !target.classes.empty() || wants_category;
  for (const std::string& name : target.columns) {
    request.columns[name].kind = has_classes && target.columns.size() == 1 ? Kind::kText
                                 : target.type == TargetType::kNumber      ? Kind::kNumber
                                                                           : Kind::kAuto;
    request.columns[name].present = target.classes;
  }
  if (!config.weight.empty()) request.columns[config.weight] = {Kind::kNumber, {}, {}};
  return request;
}

TableRequest request_for(const Preprocessing& preprocessing, const TargetEncoder* target, const std::string& weight) {
  TableRequest request;
  request.others.kind = Kind::kSkip;
  preprocessing.add_requests(request);
  if (!weight.empty()) request.columns[weight] = {Kind::kNumber, {}, {}};
  if (target == nullptr) return request;
  const Kind kind = target->kind() == TargetKind::kClasses ? Kind::kText : Kind::kNumber;
  for (const std::string& name : target->columns()) request.columns[name] = {kind, {}, target->classes()};
  return request;
}

}  // namespace nnctl::data
