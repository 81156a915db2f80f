const SHARED = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end
local function whole(number) return string.format('%.0f', number) end
local function read(marker, prefix)
  local m = redis.call('HMGET', marker, prefix .. 'generation', prefix .. 'kind', prefix .. 'bits', prefix .. 'hashes')
  if not m[1] or m[2] ~= KIND then return nil end
  return { generation = m[1], bits = tonumber(m[3]), hashes = tonumber(m[4]) }
end`;

/** Keys: data, marker, roster. Answers: a 0 or 1 for each id (false without a filter), the marker, the roster's generation. */
const CHECK = `
local filter = read(KEYS[2], '')
local answer = false
if filter and intact(KEYS[1], filter.bits) then answer = check(KEYS[1], filter, 1) end
local roster = redis.call('GET', KEYS[3])
if not roster then
  roster = whole(now())
  redis.call('SET', KEYS[3], roster)
end
return { answer, redis.call('HGETALL', KEYS[2]), roster }`;

/** Keys: data, marker. Arguments: prefix of the next filter's key, ids. Adds to the filter and to the one being built. */
const ADD = `
local filter, building = read(KEYS[2], ''), read(KEYS[2], 'next_')
if filter and intact(KEYS[1], filter.bits) then redis.call('HINCRBY', KEYS[2], 'size', add(KEYS[1], filter, 2)) end
if building then
  local key = ARGV[1] .. building.generation
  if intact(key, building.bits) then redis.call('HINCRBY', KEYS[2], 'next_size', add(key, building, 2)) end
end
return redis.call('HGETALL', KEYS[2])`;

/** Key: marker. Arguments: prefix, generation, ids. Answers the size of the filter being built, −1 when it is another. */
const FILL = `
local building = read(KEYS[1], 'next_')
if not building or building.generation ~= ARGV[2] then return -1 end
local key = ARGV[1] .. building.generation
if not intact(key, building.bits) then return -1 end
return redis.call('HINCRBY', KEYS[1], 'next_size', add(key, building, 3))`;

/** Key: marker. Arguments: prefix, identity, capacity, bits, hashes, ratio. Begins a filter beside the present one; answers its generation. */
const BEGIN = `
local held = redis.call('HMGET', KEYS[1], 'generation', 'next_generation')
if held[2] then redis.call('UNLINK', ARGV[1] .. held[2]) end
local generation = whole(math.max(now(), (held[1] or 0) + 1, (held[2] or 0) + 1))
create(ARGV[1] .. generation, { capacity = ARGV[3], bits = tonumber(ARGV[4]), ratio = ARGV[6] })
redis.call('HSET', KEYS[1], 'next_generation', generation, 'next_kind', KIND, 'next_identity', ARGV[2], 'next_capacity', ARGV[3],
  'next_bits', ARGV[4], 'next_hashes', ARGV[5], 'next_ratio', ARGV[6], 'next_size', 0)
return generation`;

/** Keys: data, marker. Arguments: prefix, generation. Puts the filter that was built in place of the present one; answers the marker, or nil. */
const SWITCH = `
local building = read(KEYS[2], 'next_')
if not building or building.generation ~= ARGV[2] then return false end
local key = ARGV[1] .. building.generation
if not intact(key, building.bits) then return false end
redis.call('RENAME', key, KEYS[1])
for _, field in ipairs({ 'generation', 'kind', 'identity', 'capacity', 'bits', 'hashes', 'ratio', 'size' }) do
  redis.call('HSET', KEYS[2], field, redis.call('HGET', KEYS[2], 'next_' .. field))
  redis.call('HDEL', KEYS[2], 'next_' .. field)
end
return redis.call('HGETALL', KEYS[2])`;

/** Key: roster. A generation above every earlier one, in microseconds so that this is so within a millisecond of a flush too. */
export const RAISE = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local raised = string.format('%.0f', math.max(now, (redis.call('GET', KEYS[1]) or 0) + 1))
redis.call('SET', KEYS[1], raised)
return raised`;

export interface FilterScripts {
  readonly check: string;
  readonly add: string;
  readonly fill: string;
  readonly begin: string;
  readonly switch: string;
}

/**
 * The scripts over filters of one kind.
 * @param lua defines intact(key, bits), create(key, shape), check(key, shape, from) and add(key, shape, from), the last two
 * over the ids that the arguments hold from that one on; `add` answers how many were new
 */
export function filterScripts(name: string, lua: string): FilterScripts {
  const of = (body: string) => `local KIND = '${name}'${SHARED}${lua}${body}`;
  return { check: of(CHECK), add: of(ADD), fill: of(FILL), begin: of(BEGIN), switch: of(SWITCH) };
}
