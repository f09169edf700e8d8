#include "base/long_work.hpp"

#include <chrono>
#include <utility>

namespace nnctl {
namespace {

WorkObserver* observer = nullptr;

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

void observe_work(WorkObserver* wanted) { observer = wanted; }

LongWork::LongWork(std::string_view verb, std::string subject, std::int64_t all)
    : verb_(verb), subject_(std::move(subject)), all_(all), began_(now()), told_(began_) {}

LongWork::~LongWork() {
  if (done_ >= kLeast) tell(/*ended=*/true);
}

void LongWork::add(std::int64_t bytes) {
  constexpr double kInterval = 1.0 / 15;  // seconds
  done_ += bytes;
  if (observer == nullptr || (all_ < kLeast && done_ < kLeast)) return;
  const double time = now();
  if (time < told_ + kInterval) return;
  told_ = time;
  tell(/*ended=*/false);
}

void LongWork::tell(bool ended) {
  if (observer == nullptr) return;
  observer->on_work({verb_, subject_, done_, all_, now() - began_, ended});
}

}  // namespace nnctl
