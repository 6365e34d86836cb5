import type { LogRecordEvidence } from '../../src/evidence/from-log-record.ts';

/** Log records of other software: failures, but of no model's provider. */
export const LOGS: readonly LogRecordEvidence[] = [
  { body: 'ERROR:  relation "orders" does not exist at character 15' },
  { body: 'FATAL:  password authentication failed for user "app"' },
  { body: 'FATAL:  sorry, too many clients already' },
  { body: "ERROR 1045 (28000): Access denied for user 'app'@'localhost' (using password: YES)" },
  { body: 'ERROR 1040 (HY000): Too many connections' },
  { body: 'MongoServerError: Authentication failed.', attributes: { 'db.system.name': 'mongodb' } },
  { body: 'ReplyError: OOM command not allowed when used memory > maxmemory' },
  { body: 'connect ECONNREFUSED 10.0.0.3:5432', attributes: { 'exception.type': 'ECONNREFUSED' } },
  { body: 'payment declined: insufficient funds (code 51)' },
  { body: { event: 'charge.failed', code: 'card_declined', decline_code: 'insufficient_funds', amount: 1008 } },
  { body: { error: { type: 'card_error', code: 'insufficient_funds', message: 'Your card has insufficient funds.' } } },
  { body: 'invoice 4011 is overdue, reminder sent' },
  { body: '用户账户余额不足，订单 1008 支付失败' },
  { body: '接口限流：用户 1002 请求过于频繁' },
  { body: '10.0.0.7 - - [22/Nov/2026:08:00:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "curl/8.5"' },
  { body: 'upstream timed out (110: Connection timed out) while reading response header from upstream' },
  { body: 'limiting requests, excess: 5.6 by zone "login", client: 10.0.0.7' },
  { body: 'HTTP 429 Too Many Requests from packages.example.com' },
  { body: 'GitHub API rate limit exceeded for installation ID 1008.' },
  { body: 'AccessDenied: User is not authorized to perform: s3:GetObject', attributes: { 'aws.s3.bucket': 'photos' } },
  { body: { __type: 'ThrottlingException', message: 'Rate exceeded' }, attributes: { 'rpc.service': 'DynamoDB' } },
  {
    body: 'call failed',
    attributes: {
      'exception.type': 'KeyError',
      'exception.message': "'token'",
      'exception.stacktrace':
        'Traceback (most recent call last):\n  File "app.py", line 4, in <module>\n    total = prices["token"]\nKeyError: \'token\'',
    },
  },
  {
    body: 'Traceback (most recent call last):\n  File "job.py", line 12, in run\n    raise ValueError("quota must be positive")\nValueError: quota must be positive',
  },
  {
    body: 'Traceback (most recent call last):\n  File "net.py", line 7, in get\nrequests.exceptions.ReadTimeout: HTTPSConnectionPool(host=\'shop.example\', port=443): Read timed out.',
  },
  { body: "TypeError: Cannot read properties of undefined (reading 'content')" },
  { body: 'kubelet: Liveness probe failed: HTTP probe failed with statuscode: 503' },
  { body: 'Error: exceeded quota: compute-resources, requested: pods=1, used: pods=10, limited: pods=10' },
  { body: 'SMTP 550 5.7.1 message content rejected as sensitive' },
  { body: { code: 1008, msg: 'websocket closed: policy violation' } },
  { body: { code: 4011, msg: 'no' } },
  { body: { status: 'failed', task_id: '1', message: 'disk quota exceeded' } },
  { body: 'the model answered', attributes: { 'gen_ai.completion': 'insufficient balance (1008)', error: null } },
  { body: 'prompt: what does {"error":{"message":"rate limit"}} mean?' },
];
