#include "cli/context.hpp"

#include "parallel/thread_pool.hpp"
#include "report/data_view.hpp"

namespace nnctl::cli {

int Context::threads() const { return options.threads.value_or(available_cores()); }

void Context::note(const std::string& text) const { console.note(report::note_view(console.err_look(), text)); }

void Context::print_json(const report::Json& document) const { console.print(report::to_text(document)); }

}  // namespace nnctl::cli
