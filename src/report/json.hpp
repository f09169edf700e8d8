// JSON as every command prints it: one document with its version, keys in the order they were set, and null for what
// is not a number.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/diagnostic.hpp"
#include "experiment/run_recorder.hpp"
#include "model/summary.hpp"
#include "train/events.hpp"

namespace nnctl::report {

using Json = nlohmann::ordered_json;

/// {"version": 1}: what every document begins with.
Json document();

/// null when it is not finite: JSON has no such numbers.
Json number(double value);

/// {"loss": 0.9, "accuracy": 0.6}
Json metrics(const train::Logs& logs);

/// [{"name", "evidence", "suggestion"}]
Json diagnosis(const std::vector<experiment::Finding>& findings);

/// document() with "error": {"code", "diagnostics": [{file, line, column, message, hint}]}. What a diagnostic does not
/// have is null.
Json error_document(int code, const std::vector<Diagnostic>& diagnostics);

/// document() with what `nnctl summary --json` shows: layers (batch axis null), parameters, FLOPs.
Json summary_document(const ModelSummary& summary);

/// Indented by two, with a final newline. Bytes that are not UTF-8 become U+FFFD.
std::string to_text(const Json& document);
/// On one line, without a newline.
std::string to_line(const Json& value);

}  // namespace nnctl::report
