-- The requests of wrk2: each user's data in turn, with the user's own token. Writes what wrk2 has measured as JSON.

local requests = {}
local position = 0
local threads = {}

failed = 0 -- global, so that done() can read it from each thread

function setup(thread)
  table.insert(threads, thread)
end

function init()
  for line in io.lines(os.getenv("USERS_FILE")) do
    local id, token = line:match("^(%S+)\t(%S+)$")
    requests[#requests + 1] = wrk.format("GET", "/students/" .. id .. "/sync", { Authorization = "Bearer " .. token })
  end
end

function request()
  position = position % #requests + 1
  return requests[position]
end

function response(status, _, body)
  if status ~= 200 or not body:find('"studentId"%s*:') then
    failed = failed + 1
  end
end

function done(summary, latency)
  local allFailed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  for _, thread in ipairs(threads) do
    allFailed = allFailed + thread:get("failed")
  end
  local file = assert(io.open(os.getenv("RESULT_FILE"), "w"))
  file:write(string.format('{"requests": %d, "failed": %d, "p95Us": %.0f, "p99Us": %.0f}\n',
    summary.requests, allFailed, latency:percentile(95), latency:percentile(99)))
  file:close()
end
