-- Token requests with HTTP Basic, one client after the other, for wrk. Arguments: a file with one Basic credential a
-- line, the body, and optionally after how many answers to end. Prints one line of JSON.
local requests, at, seen, refused, most = {}, 0, 0, 0, nil

function init(args)
  local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
  for line in io.lines(args[1]) do
    headers["Authorization"] = "Basic " .. line
    requests[#requests + 1] = wrk.format("POST", nil, headers, args[2])
  end
  most = tonumber(args[3])
  if most then
    response = function(status)
      seen = seen + 1
      if status ~= 200 then refused = refused + 1 end
      -- wrk itself ends after a time alone.
      if seen >= most then
        print(string.format('{"requests": %d, "refused": %d, "broken": 0}', seen, refused))
        os.exit(0)
      end
    end
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "max": %.3f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
