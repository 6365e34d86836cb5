import type { Random } from './random.ts';

type Form = (random: Random) => string;

const sk: Form = (r) => `sk-${r.word(48)}`;
const awsId: Form = (r) => `AKIA${r.upper(16)}`;
const awsSecret: Form = (r) => r.base64(40);

/** Keys of a proxy are what its admin makes them; these are the forms that its own dashboard gives out. */
const issued = { oneApi: sk, litellm: ((r) => `sk-${r.base64url(22)}`) as Form };

/**
 * The forms of the keys that each catalogued provider gives out, and of what can be used in place of one. A provider whose
 * program is run by everybody is given keys of any form: the usual ones stand here.
 */
export const KEY_FORMS: Readonly<Record<string, readonly Form[]>> = {
  anthropic: [(r) => `sk-ant-api03-${r.base64url(93)}AA`, (r) => `sk-ant-oat01-${r.base64url(93)}AA`],
  'aws.bedrock': [
    awsId,
    awsSecret,
    (r) => `ASIA${r.upper(16)}`,
    (r) => `IQoJb3JpZ2luX2Vj${r.base64(300)}==`,
    (r) => `ABSK${r.base64(128)}=`,
  ],
  'azure.ai.openai': [(r) => r.hex(32), (r) => `${r.word(52)}JQQJ99BKAC${r.word(6)}AAABACOG${r.word(4)}`],
  cerebras: [(r) => `csk-${r.of('abcdefghijklmnopqrstuvwxyz0123456789', 48)}`],
  claude_code_router: [(r) => `sk-${r.word(32)}`],
  cline_api: [(r) => `sk_${r.hex(64)}`, (r) => `workos:${r.jwt()}`],
  cohere: [(r) => r.word(40)],
  coze: [
    (r) => `pat_${r.word(64)}`,
    (r) => `czs_${r.word(64)}`,
    (r) => `czu_${r.word(64)}`,
    (r) => `cztei_${r.word(64)}`,
  ],
  dashscope: [
    (r) => `sk-${r.hex(32)}`,
    (r) => `sk-sp-${r.hex(32)}`,
    (r) => `LTAI5t${r.word(18)}`,
    (r) => `STS.${r.word(27)}`,
  ],
  deepseek: [(r) => `sk-${r.hex(32)}`],
  fireworks: [(r) => `fw_${r.word(24)}`, (r) => `fpk_${r.word(22)}`],
  'gcp.gemini': [(r) => `AIzaSy${r.base64url(33)}`, (r) => `AQ.Ab8RN6${r.base64url(44)}`],
  'gcp.vertex_ai': [(r) => `ya29.${r.base64url(160)}`, (r) => `GOCSPX-${r.base64url(28)}`],
  groq: [(r) => `gsk_${r.word(52)}`],
  hunyuan: [(r) => `AKID${r.word(32)}`, (r) => r.word(32), sk],
  'ibm.watsonx.ai': [(r) => r.base64url(44), (r) => r.jwt()],
  iflytek_spark: [(r) => `${r.hex(32)}:${r.base64(32)}`, (r) => r.hex(32)],
  litellm: [issued.litellm],
  minimax: [(r) => r.jwt(), (r) => `sk-api-${r.base64url(80)}`, (r) => `sk-cp-${r.base64url(80)}`],
  mistral_ai: [(r) => r.word(32)],
  moonshot_ai: [sk, (r) => `sk-kimi-${r.word(48)}`],
  new_api: [issued.oneApi],
  ollama: [(r) => `${r.hex(32)}.${r.base64url(24)}`],
  one_api: [issued.oneApi],
  openai: [
    sk,
    (r) => `sk-proj-${r.base64url(156)}`,
    (r) => `sk-svcacct-${r.base64url(156)}`,
    (r) => `sk-admin-${r.base64url(110)}`,
    (r) => `sess-${r.word(40)}`,
  ],
  opencode_zen: [(r) => `sk-${r.word(64)}`],
  openrouter: [(r) => `sk-or-v1-${r.hex(64)}`],
  perplexity: [(r) => `pplx-${r.word(48)}`],
  pollinations: [(r) => `plln_sk_${r.word(32)}`, (r) => `sk_${r.word(32)}`, (r) => `pk_${r.word(16)}`],
  qianfan: [(r) => `bce-v3/ALTAK-${r.word(21)}/${r.hex(40)}`, (r) => `ALTAK-${r.word(21)}`],
  siliconflow: [(r) => `sk-${r.of('abcdefghijklmnopqrstuvwxyz', 48)}`],
  stepfun: [(r) => r.word(64)],
  streamlake: [(r) => r.base64url(43)],
  together_ai: [(r) => `tgp_v1_${r.base64url(43)}`, (r) => r.hex(64)],
  truefoundry_gateway: [(r) => r.jwt()],
  vllm: [(r) => `token-${r.word(24)}`],
  volcengine_ark: [(r) => r.uuid(), (r) => `AKLT${r.word(43)}`, (r) => `${r.base64(58)}==`],
  x_ai: [(r) => `xai-${r.word(80)}`],
  zhipu: [(r) => `${r.hex(32)}.${r.word(16)}`],
};

/** What programs hold beside the keys of LLMs, and may send along. */
export const OTHER_SECRETS: readonly Form[] = [
  (r) => `ghp_${r.word(36)}`,
  (r) => `github_pat_${r.word(22)}_${r.word(59)}`,
  (r) => `hf_${r.word(34)}`,
  (r) => `r8_${r.word(37)}`,
  (r) => `nvapi-${r.base64url(64)}`,
  (r) => `glpat-${r.base64url(20)}`,
  (r) => `xoxb-${r.digits(12)}-${r.digits(12)}-${r.word(24)}`,
  (r) => `npm_${r.word(36)}`,
];
